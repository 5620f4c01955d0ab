import type { ReactNode } from 'react';
import type { Card } from '../../../models/artifact/card';
import type { DetectionEvaluationRecord, ErrorName } from '../../../models/artifact/evaluation/detection';
import { Command } from '../command';
import { Facts } from '../facts';
import { duration, exact } from '../figures';
import layout from '../layout.module.css';
import { modelNames, readCard } from '../read-cards';
import { ClassPlot } from './class-plot';
import { changes, errorShares, reportedRecords, sourceName, unjudged, usualRecord } from './evaluation-figures';
import styles from './evaluation-report.module.css';
import table from '../table.module.css';
import { readEvaluation } from './read-evaluation';

const ERRORS: Readonly<Record<ErrorName, string>> = {
  missed: 'Not seen at all',
  localisation: 'Box too far off',
  classification: 'Wrong name',
  both: 'Wrong name, box off',
  background: 'Nothing there',
  duplicate: 'Found twice',
};

/** What the measurements beside a detector's card say: where it fails, on what, and what training changed. Nothing where there are none. */
export async function EvaluationReport({ card }: { readonly card: Card }) {
  const evaluation = await readEvaluation('detection', card);
  const records = evaluation === undefined ? [] : reportedRecords(evaluation);
  const record = usualRecord(records, card);
  if (record === undefined) return null;
  return (
    <section className={`${layout.panel} ${styles.report}`} aria-labelledby="evaluation">
      <header>
        <h2 id="evaluation" className={styles.title}>What it sees and what it misses</h2>
        <p className={styles.aside}>{exact(record.images)} photographs kept from training, {exact(record.objects)} things to find. At {record.size} × {record.size} pixels where nothing else is said.</p>
      </header>
      <Errors errors={record.errors} />
      <Thresholds record={record} />
      <BySize records={records} />
      <BySource record={record} />
      <Before card={card} records={records} />
      <Part title="Class by class" wide><ClassPlot classes={record.classes} /></Part>
      <Part title="Measured with" wide>
        <p className={styles.aside}>{record.engine}, in {exact(Math.round(record.seconds))} seconds ({exact(Math.round(record.cpuSeconds))} of the processor). Measure it again:</p>
        <Command text={record.command} />
      </Part>
    </section>
  );
}

function Part({ title, wide = false, children }: { readonly title: string; readonly wide?: boolean; readonly children: ReactNode }) {
  return (
    <section className={wide ? styles.wide : undefined}>
      <h3 className={styles.part}>{title}</h3>
      {children}
    </section>
  );
}

/** One bar of everything that is lost, and what each part of it is. */
function Errors({ errors }: Pick<DetectionEvaluationRecord, 'errors'>) {
  const shares = errorShares(errors);
  return (
    <Part title="Where precision is lost" wide>
      <div className={styles.bar} aria-hidden="true">
        {shares.map(({ kind, share }) => <span key={kind} data-kind={kind} style={{ flexGrow: share }} />)}
      </div>
      <dl className={styles.legend}>
        {shares.map(({ kind, gain }) => <div key={kind}><dt data-kind={kind}>{ERRORS[kind]}</dt><dd>{gain.toFixed(3)}</dd></div>)}
      </dl>
      <p className={styles.aside}>What AP50 would gain without each kind of error (TIDE’s breakdown; the gains do not add up).</p>
    </Part>
  );
}

/** What the live page starts with, and what balances both kinds of errors. */
function Thresholds({ record: { best, precise } }: { readonly record: Pick<DetectionEvaluationRecord, 'best' | 'precise'> }) {
  return (
    <>
      {precise != null && <Threshold title="As the live page starts" point={precise} f1="less than the best: it shows less, and less that is wrong" />}
      {best !== null && <Threshold title="Best threshold" point={best} f1="the best there is" />}
    </>
  );
}

function Threshold({ title, point, f1 }: { readonly title: string; readonly point: NonNullable<DetectionEvaluationRecord['best']>; readonly f1: string }) {
  return (
    <Part title={title}>
      <Facts facts={[
        ['Certainty', point.scoreThreshold.toFixed(2)],
        ['Precision', percent(point.precision), 'of what it shows is right'],
        ['Recall', percent(point.recall), 'of what is there is found'],
        ['F1', point.f1.toFixed(3), f1],
      ]} />
    </Part>
  );
}

function BySize({ records }: { readonly records: readonly DetectionEvaluationRecord[] }) {
  return (
    <Part title="By size of the thing">
      <Table head={['Input', 'Small', 'Medium', 'Large']}>
        {records.map(({ size, scopes: [all] }) => (
          <Row key={size} name={`${size} × ${size}`} values={[all?.coco.apSmall, all?.coco.apMedium, all?.coco.apLarge]} shaded />
        ))}
      </Table>
      <p className={styles.aside}>AP. Small things cover less than 32 × 32 pixels of the photograph, large ones more than 96 × 96.</p>
    </Part>
  );
}

/** By origin of the photographs, and by VOC's rules. */
function BySource({ record }: { readonly record: DetectionEvaluationRecord }) {
  const { sources, scopes } = record;
  const others = unjudged(record);
  return (
    <Part title="By source of the photographs">
      <Table head={['Source', 'Photos', 'AP', 'AP50']}>
        {sources.map(({ source, images, scopes: [all] }) => <Row key={source} name={sourceName(source)} count={images} values={[all?.ap, all?.ap50]} />)}
        {others > 0 && <Row name="Others" count={others} values={[undefined, undefined]} />}
      </Table>
      <p className={styles.aside}>
        Over the classes that are labelled there{others > 0 && '; in the others no class is labelled throughout, so nothing counts'}. Photographs of train2017 are easier than they seem: networks that begin with COCO’s weights learned from them.
        {scopes.map(({ name, voc }) => ` By VOC’s rules, ${name}: ${figure(voc.area)} as an area, ${figure(voc.elevenPoints)} at eleven points.`).join('')}
      </p>
    </Part>
  );
}

/** Against the model that training began with, where both were measured alike. */
async function Before({ card: { parent, training }, records }: { readonly card: Card; readonly records: readonly DetectionEvaluationRecord[] }) {
  if (parent === undefined || training === undefined || !modelNames.includes(parent.name)) return null;
  const before = await readEvaluation('detection', await readCard(parent.name));
  const rows = before === undefined ? [] : changes(reportedRecords(before), records);
  if (rows.length === 0) return null;
  return (
    <Part title="What training here changed">
      <Table head={['Input', 'AP', 'AP50']}>
        {rows.map(({ size, before: was, after: is }) => (
          <tr key={size}>
            <th scope="row">{size} px</th>
            <Changed from={was.ap} to={is.ap} />
            <Changed from={was.ap50} to={is.ap50} />
          </tr>
        ))}
      </Table>
      <p className={styles.aside}>From {parent.name}, measured by the same command; {duration(training.hours)} and {exact(training.images)} pictures later. Trained with {training.engine}.</p>
    </Part>
  );
}

function Changed({ from, to }: { readonly from: number; readonly to: number }) {
  return <td>{figure(from)} → {figure(to)} <small className={styles.soft}>{signed(to - from)}</small></td>;
}

function Table({ head, children }: { readonly head: readonly string[]; readonly children: ReactNode }) {
  return (
    <div className={table.scroller}>
      <table className={styles.table}>
        <thead><tr>{head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** `shaded`: the higher the value, the stronger the ground. */
function Row({ name, count, values, shaded = false }: { readonly name: string; readonly count?: number; readonly values: readonly (number | null | undefined)[]; readonly shaded?: boolean }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {count !== undefined && <td className={styles.soft}>{exact(count)}</td>}
      {values.map((value, index) => <td key={index} style={shaded ? { background: `color-mix(in oklab, var(--accent) ${Math.round(70 * (value ?? 0))}%, transparent)` } : undefined}>{figure(value)}</td>)}
    </tr>
  );
}

const figure = (value: number | null | undefined): string => value?.toFixed(3) ?? '–';
const percent = (value: number): string => `${Math.round(100 * value)} %`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
