import type { Place } from '../../offload/policy/latency-by-side';
import { megabytes } from '../../ui/bytes';
import type { Stage } from '../../../models/prediction/stages';
import type { MeterReading } from '../../looker/meter';
import styles from './speed-details.module.css';

const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  capture: 'Wait for the camera',
  encode: 'Make a small picture',
  network: 'On the way, there and back',
  queue: 'Wait for a turn there',
  open: 'Load the model there',
  prepare: 'Prepare the picture',
  forward: 'Run the model',
  read: 'Read the answer',
  decode: 'Decode it',
  deliver: 'Hand it to the page',
  draw: 'Draw it',
};

/** Where the milliseconds of an answer go, and how they changed of late. */
export function SpeedDetails({ reading, place }: { readonly reading: MeterReading; readonly place: Place }) {
  const total = reading.stages.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <div className={styles.speed}>
      <dl className={styles.facts}>
        <Fact name="Answers a second" value={reading.fps.toFixed(1)} />
        <Fact name="Latency, median" value={milliseconds(reading.latencyP50Ms)} />
        <Fact name="Latency, 95 %" value={milliseconds(reading.latencyP95Ms)} />
        {place === 'device' && (
          <>
            <Fact name="Skipped, model busy" value={String(reading.dropped.busy)} />
            <Fact name="Skipped, too old" value={String(reading.dropped.stale)} />
            <Fact name="Tensors alive" value={`${reading.memory.tensors} · ${megabytes(reading.memory.bytes)} MB`} />
          </>
        )}
      </dl>
      <Sparkline values={reading.historyMs} />
      <dl className={styles.parts}>
        {reading.stages.map(({ stage, ms }) => (
          <div key={stage} className={styles.part}>
            <dt>{STAGE_NAMES[stage]}</dt>
            <dd>{milliseconds(ms)}</dd>
            <dd aria-hidden="true" className={styles.bar}><span style={{ width: `${(100 * ms) / Math.max(total, 1e-6)}%` }} /></dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Latencies from left to right, from 0 to the largest. */
function Sparkline({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const points = values.map((value, index) => `${(100 * index) / Math.max(1, values.length - 1)},${30 - (28 * value) / most}`);
  return (
    <svg className={styles.sparkline} viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={`Latency of the last ${values.length} answers, up to ${milliseconds(most)}`}>
      <polyline points={points.join(' ')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
