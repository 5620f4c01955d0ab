import Link from 'next/link';
import type { Card } from '../../../models/artifact/card';
import { countMultiplyAdds } from '../../../models/graph/costs';
import { traceModel } from '../../../models/graph/trace-model';
import { compareTasks, usualInput, type ComparedInput, type Comparison as Compared } from './compare-models';
import { ComparisonPlot } from './comparison-plot';
import styles from './comparison.module.css';
import { DeviceTimes, MeasureHere, TimeHere } from './device-times';
import { MODES } from '../../tasks/modes';
import { billions, size } from '../figures';
import layout from '../layout.module.css';

/** The models of each task side by side, and which one the live page starts with. */
export function Comparisons({ cards }: { readonly cards: readonly Card[] }) {
  const comparisons = compareTasks(cards, (card) => countMultiplyAdds(traceModel(card, undefined)));
  return comparisons.map((comparison) => <Comparison key={comparison.task} comparison={comparison} />);
}

function Comparison({ comparison }: { readonly comparison: Compared }) {
  const { task, models } = comparison;
  const runHere = models.filter(({ card }) => card.runsOn !== 'server');
  return (
    <section className={`${layout.panel} ${layout.series} ${styles.comparison}`} aria-labelledby={`compare-${task}`}>
      <DeviceTimes of={task} inputs={runHere.flatMap(({ card, inputs }) => inputs.map(({ width }) => ({ model: card.name, size: width })))}>
        <div>
          <h2 id={`compare-${task}`} className={styles.title}>{MODES[task]}: side by side</h2>
          <Choice comparison={comparison} />
        </div>
        <ComparisonPlot comparison={comparison} />
        <div className={styles.figures}>
          <ComparisonTable comparison={comparison} />
          <MeasureHere downloadBytes={runHere.reduce((sum, { card }) => sum + card.weights.sizeBytes, 0)} />
        </div>
      </DeviceTimes>
    </section>
  );
}

/** The default, and what speaks for it. */
function Choice({ comparison: { columns: [judged], models: [chosen, ...others] } }: { readonly comparison: Compared }) {
  const input = chosen && usualInput(chosen);
  if (chosen === undefined || judged === undefined || input === undefined) return null;
  const rivals = others.filter(({ card }) => card.role === 'product' && card.runsOn !== 'server').flatMap((model) => {
    const usual = usualInput(model);
    return usual === undefined ? [] : [`${model.card.title} reaches ${price(usual)}${usual.width === input.width ? '' : ` at ${usual.width} pixels`}`];
  });
  return (
    <p className={styles.choice}>
      The live page starts with <b>{chosen.card.title}</b>{rivals.length > 0 && ', the most accurate of those made for it'}: {judged.name} {price(input)} multiply-adds at {input.width} × {input.height} pixels{rivals.length > 0 && `, where ${rivals.join(' and ')}`}.
      {chosen.inputs.length > 1 && ' It looks as closely as the device can: more pixels find more and take longer.'}
      {(others.length > 0 || chosen.inputs.length > 1) && <> <Link href={`/compare?model=${chosen.card.name}`}>Compare them on a live picture</Link>.</>}
    </p>
  );
}

/** '0.283 for 0.88 G' */
const price = ({ values: [value], multiplyAdds }: ComparedInput): string => `${value?.toFixed(3) ?? 'not measured'} for ${billions(multiplyAdds)}`;

function ComparisonTable({ comparison: { dataset, columns, models } }: { readonly comparison: Compared }) {
  // The last does not fit a narrow screen.
  const roomy = (column: number) => (column === columns.length - 1 ? styles.roomy : undefined);
  return (
    <table className={styles.table}>
      <caption>Accuracy from 0 to 1 on {dataset}, multiply-adds of one picture, and how long it takes on this device, from the picture to what is in it.</caption>
      <thead>
        <tr>
          <th scope="col">Input</th>
          {columns.map(({ name, scope }, column) => <th key={`${name} ${scope}`} className={roomy(column)} scope="col">{name}<span>{scope}</span></th>)}
          <th scope="col">Work<span>multiply-adds</span></th>
          <th scope="col">Time<span>here</span></th>
        </tr>
      </thead>
      {models.map(({ card, inputs }, index) => (
        <tbody key={card.name} data-series={index + 1}>
          <tr>
            <th scope="rowgroup" colSpan={columns.length + 3}>
              <span className={styles.model}>
                <Link href={`/models/${card.name}`}>{card.title}</Link>
                {index === 0 && models.length > 1 && <b>Default</b>}
                <span>{card.technicalName !== undefined && `${card.technicalName} · `}{size(card.weights.sizeBytes)} download{card.runsOn === 'server' && ', on the server only'}</span>
              </span>
            </th>
          </tr>
          {inputs.map(({ width, height, multiplyAdds, values }) => (
            <tr key={width}>
              <th scope="row">{width === height ? width : `${width} × ${height}`}</th>
              {values.map((value, column) => <td key={column} className={roomy(column)}>{value?.toFixed(3) ?? '–'}</td>)}
              <td>{billions(multiplyAdds)}</td>
              <td><TimeHere model={card.name} size={width} /></td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}
