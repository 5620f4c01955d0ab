import type { AgreementFigure } from '../../../models/agreement/agreement';
import { meanOf } from '../../../models/agreement/agreement';
import { ENGINE_NAMES } from '../../looker/engine-names';
import { billions } from '../../models/figures';
import layout from '../../models/layout.module.css';
import tables from '../../models/table.module.css';
import { amount } from '../../ui/bytes';
import { energyOf } from '../figures/energy';
import type { Figures } from '../figures/measures';
import { energy, milliseconds, percentOf, perSecond } from '../figures/numbers';
import { letterOf, type Variant } from '../variants';
import styles from './figures-table.module.css';

export interface FiguresTableProps {
  readonly variants: readonly Variant[];
  readonly figures: readonly Figures[];
  readonly measure: string | undefined;
  readonly dataset: string | undefined;
}

interface Row {
  readonly name: string;
  readonly note?: string;
  readonly values: readonly (string | undefined)[];
}

/** Everything that is known of each variant, and measured here. */
export function FiguresTable(props: FiguresTableProps) {
  const { variants } = props;
  return (
    <div className={`${tables.scroller} ${layout.series}`} role="region" aria-label="Figures" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col"><span className="visually-hidden">Figure</span></th>
            {variants.map((variant, index) => (
              <th key={index} scope="col" data-series={index + 1}><span className={styles.letter}>{letterOf(index)}</span><span className={styles.input}>{variant.input.width === variant.input.height ? variant.input.width : `${variant.input.width} × ${variant.input.height}`} px</span></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(props).map(({ name, note, values }) => (
            <tr key={name}>
              <th scope="row">{name}{note !== undefined && <span>{note}</span>}</th>
              {values.map((value, index) => <td key={index}>{value ?? '–'}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the table says, row by row; a share picture has the same. */
export function rowsOf({ variants, figures, measure, dataset }: FiguresTableProps): readonly Row[] {
  const each = (value: (figures: Figures | undefined, variant: Variant, index: number) => string | undefined) => variants.map((variant, index) => value(figures[index], variant, index));
  const known = (show: (value: number) => string, value: number | undefined) => (value === undefined ? undefined : show(value));
  const names = [...new Set(figures.flatMap(({ agreement }) => agreement.map(({ name }) => name)))];
  const engines = each((one) => one?.opened && ENGINE_NAMES[one.opened.engine.name].short);
  return [
    { name: 'Download', values: each((_, { model }) => amount(model.sizeBytes)) },
    { name: 'Work', note: 'multiply-adds of a look', values: each((_, { input }) => billions(input.multiplyAdds)) },
    { name: 'Accuracy', note: measure === undefined ? 'of the card' : `${measure}, published`, values: each((_, { input }) => known((value) => value.toFixed(3), input.accuracy)) },
    { name: 'First answer', note: 'from the wish, without the engine’s start', values: each((one) => known(milliseconds, one?.opened?.firstAnswerMs)) },
    { name: 'Median look', values: each((one) => known(milliseconds, one?.medianMs)) },
    { name: '95 % are within', values: each((one) => known(milliseconds, one?.p95Ms)) },
    { name: 'Looks a second', note: 'if it looked alone', values: each((one) => known(perSecond, one?.medianMs)) },
    { name: 'Held in memory', note: 'by the engine, once open', values: each((one) => known(amount, one?.opened?.heldBytes)) },
    ...names.map((name): Row => ({ name, note: 'with A', values: each((one, _, index) => (index === 0 ? undefined : shownMean(one?.agreement.find((figure) => figure.name === name)))) })),
    { name: 'Energy of a look', note: 'estimated from its work, not measured', values: each((_, { model, input }) => `≈ ${energy(energyOf({ multiplyAdds: input.multiplyAdds, parameters: model.parameters }))}`) },
    ...(new Set(engines).size > 1 ? [{ name: 'Engine', values: engines }] : []),
    { name: 'Looks that count', values: each((one) => known(String, one?.looks)) },
  ].filter(({ name }) => name !== 'Accuracy' || dataset !== undefined);
}

function shownMean(figure: AgreementFigure | undefined): string | undefined {
  const mean = figure && meanOf(figure);
  return mean === undefined ? undefined : figure?.shownAs === 'share' ? percentOf(mean) : mean.toFixed(2);
}
