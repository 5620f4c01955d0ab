import type { Card, Metric } from '../../models/artifact/card';
import styles from './accuracy.module.css';
import { Command } from './command';
import { metricTables, type MetricTable } from './figures';

/** What the figures of object detection mean, for those who do not live among them. */
const MEANINGS: Readonly<Record<string, string>> = {
  AP: 'Average precision, from 0 to 1, over ten demands on how exactly a box must fit: more is better.',
  AP50: 'The same where a box need only fit by half.',
  'top-1': 'How often the first answer is right, from 0 to 1.',
};

const NONE = 'Not measured yet.';

/** What a card says first of its usual input, with a line each that shows it from 0 to 1. */
export function Headline({ card: { metrics, input } }: { readonly card: Pick<Card, 'metrics' | 'input'> }) {
  const tables = metricTables(metrics);
  const table = tables.find(({ size }) => size === undefined || size === input.width) ?? tables[0];
  const [row] = table?.rows ?? [];
  if (table === undefined || row === undefined) return <p className={styles.none}>{NONE}</p>;
  return (
    <figure className={styles.headline}>
      <dl className={styles.bars}>
        {table.names.map((name, index) => <Bar key={name} name={name} value={row.values[index]} />)}
      </dl>
      <figcaption className={styles.caption}>{row.scope}{at(table.size)}, {table.dataset}</figcaption>
    </figure>
  );
}

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
export function AccuracyTables({ metrics }: { readonly metrics: readonly Metric[] }) {
  const tables = metricTables(metrics);
  if (tables.length === 0) return <p className={styles.none}>{NONE}</p>;
  const meanings = [...new Set(metrics.map(({ name }) => name))].filter((name) => name in MEANINGS);
  return (
    <>
      <div className={styles.tables}>
        {tables.map((table) => (
          <div key={`${table.dataset} ${table.size ?? ''} ${table.command}`} className={styles.measured}>
            <OneTable table={table} />
            <p className={styles.caption}>Measure it again:</p>
            <Command text={table.command} />
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

function OneTable({ table: { dataset, size, names, rows } }: { readonly table: MetricTable }) {
  return (
    <table className={styles.table}>
      <caption>{dataset}{at(size)}</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          {names.map((name) => <th key={name} scope="col">{name}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ scope, values }) => (
          <tr key={scope}>
            <th scope="row">{scope}</th>
            {values.map((value, index) => <td key={names[index]}>{shown(value)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const at = (size: number | undefined) => (size === undefined ? '' : ` at ${size} × ${size} pixels`);

const shown = (value: number | undefined) => value?.toFixed(3) ?? '–';
