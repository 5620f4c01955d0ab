import type { Card } from '../../models/artifact/card';
import styles from './accuracy.module.css';
import { Command } from './command';
import tables from './table.module.css';
import { metricTables, type MetricTable } from './figures';

/** What the figures of object detection mean, for those who do not live among them. */
const MEANINGS: Readonly<Record<string, string>> = {
  AP: 'Average precision, from 0 to 1, over ten demands on how exactly a box must fit: more is better.',
  AP50: 'The same where a box need only fit by half.',
  'mAP (11 points)': 'Average precision as PASCAL VOC 2007 defines it, the mean over its classes: a box need only fit by half, precision is read at eleven recalls.',
  'mAP (area)': 'The same as VOC has it since 2010: the area under precision over recall.',
  'mask AP': 'Average precision as of boxes, where the things’ outlines must fit.',
  'mask AP50': 'The same where an outline need only fit by half.',
  'top-1': 'How often the first answer is right, from 0 to 1.',
};

const NONE = 'Not measured yet.';

type Measured = Pick<Card, 'metrics' | 'input'>;

/** What a card says first of its usual input, with a line each that shows it from 0 to 1. */
export function Headline({ card: { metrics, input } }: { readonly card: Measured }) {
  const [table] = metricTables(metrics);
  const row = table && usualRow(table, input);
  const [part] = table?.scopes ?? [];
  if (table === undefined || row === undefined || part === undefined) return <p className={styles.none}>{NONE}</p>;
  return (
    <figure className={styles.headline}>
      <dl className={styles.bars}>
        {part.names.map((name, index) => <Bar key={name} name={name} value={row.values[index]} />)}
      </dl>
      <figcaption className={styles.caption}>{part.scope}{row.size !== undefined && ` at ${row.size} × ${row.size} pixels`}, {table.dataset}</figcaption>
    </figure>
  );
}

const usualRow = ({ rows }: MetricTable, { width }: Card['input']) => rows.find(({ size }) => size === undefined || size === width) ?? rows[0];

function Bar({ name, value }: { readonly name: string; readonly value: number | undefined }) {
  return (
    <div className={styles.bar}>
      <dt>{name}</dt>
      <dd>
        <span className={styles.track} aria-hidden="true"><span style={{ inlineSize: `${100 * (value ?? 0)}%` }} /></span>
        {shown(value)}
      </dd>
    </div>
  );
}

/** All figures of a card, each table with the command that prints it. */
export function AccuracyTables({ card: { metrics, input } }: { readonly card: Measured }) {
  const measured = metricTables(metrics);
  if (measured.length === 0) return <p className={styles.none}>{NONE}</p>;
  const meanings = [...new Set(metrics.map(({ name }) => name))].filter((name) => name in MEANINGS);
  return (
    <>
      <div className={styles.tables}>
        {measured.map((table) => (
          <div key={table.dataset} className={styles.measured}>
            <div className={tables.scroller}><OneTable table={table} input={input} /></div>
            <p className={styles.caption}>Measure it again{table.rows.length > 1 && ', here at one of the sizes'}:</p>
            <Command text={usualRow(table, input)?.command ?? ''} />
          </div>
        ))}
      </div>
      {meanings.length > 0 && (
        <dl className={styles.meanings}>
          {meanings.map((name) => <div key={name}><dt>{name}</dt><dd>{MEANINGS[name]}</dd></div>)}
        </dl>
      )}
    </>
  );
}

function OneTable({ table: { dataset, scopes, rows }, input }: { readonly table: MetricTable; readonly input: Card['input'] }) {
  return (
    <table className={styles.table}>
      <caption>{dataset}</caption>
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>Input</th>
          {scopes.map(({ scope, names }) => <th key={scope} scope="colgroup" colSpan={names.length}>{scope}</th>)}
        </tr>
        <tr>{scopes.flatMap(({ scope, names }) => names.map((name) => <th key={`${scope} ${name}`} scope="col">{name}</th>))}</tr>
      </thead>
      <tbody>
        {rows.map(({ size, command, values }) => (
          <tr key={command}>
            <th scope="row">{size ?? input.width}</th>
            {values.map((value, index) => <td key={index}>{shown(value)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shown = (value: number | undefined) => value?.toFixed(3) ?? '–';
