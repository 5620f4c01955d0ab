import { scaleLinear, scaleSqrt } from 'd3-scale';
import { amount } from '../../ui/bytes';
import layout from '../../models/layout.module.css';
import { mainAgreement, type Figures } from '../figures/measures';
import { milliseconds } from '../figures/numbers';
import { paretoFront } from '../figures/pareto';
import { letterOf, nameOf, type Variant } from '../variants';
import styles from './pareto-chart.module.css';

const HEIGHT = 240;
const LARGEST_RADIUS = 18;
const X_TICKS = 5;
const Y_TICKS = 4;

interface ParetoChartProps {
  readonly variants: readonly Variant[];
  readonly figures: readonly Figures[];
  /** What the cards call their accuracy. */
  readonly measure: string | undefined;
}

/**
 * Accuracy against time, a dot a variant, as large as its download: up is better, left is faster. A line joins those than
 * which none is both. It fills in as it is measured; the table beside it has the figures.
 */
export function ParetoChart({ variants, figures, measure }: ParetoChartProps) {
  // Where a card has no accuracy, answers are judged by the reference's.
  const published = variants.every(({ input: { accuracy } }) => accuracy !== undefined);
  const goodOf = ({ input }: Variant, index: number) => (published ? input.accuracy : index === 0 ? 1 : mainAgreement(figures[index] ?? { agreement: [] }));
  const points = variants.flatMap((variant, index) => {
    const [cost, good] = [figures[index]?.medianMs, goodOf(variant, index)];
    return cost === undefined || good === undefined ? [] : [{ index, variant, cost, good }];
  });
  const goods = variants.flatMap((variant, index) => goodOf(variant, index) ?? []);
  const what = published ? measure ?? 'Accuracy' : 'Agreement with A';
  const x = scaleLinear([0, Math.max(1, ...points.map(({ cost }) => 1.1 * cost))], [0, 100]).nice(X_TICKS);
  const spread = Math.max(0.02, Math.max(...goods) - Math.min(...goods));
  const y = scaleLinear([Math.max(0, Math.min(...goods) - spread / 3), Math.min(1, Math.max(...goods) + spread / 3)], [HEIGHT, 0]).nice(Y_TICKS);
  const radius = scaleSqrt([0, Math.max(...variants.map(({ model }) => model.sizeBytes))], [0, LARGEST_RADIUS]);
  const front = paretoFront(points).flatMap((at) => points[at] ?? []);
  const percent = (value: number) => `${x(value).toFixed(2)}%`;
  return (
    <figure className={`${layout.series} ${styles.figure}`}>
      <figcaption className={styles.caption}>{what}, against the time of a look. A dot is as large as the download; up is better, left is faster.</figcaption>
      <div className={styles.frame}>
        <svg className={styles.plot} width="100%" height={HEIGHT} role="img" aria-label={points.length === 0 ? `${what} against time: nothing is measured yet` : `${what} against time: ${points.map(({ index, good, cost }) => `${letterOf(index)} ${good.toFixed(3)} in ${milliseconds(cost)}`).join(', ')}`}>
          {y.ticks(Y_TICKS).map((tick) => (
            <g key={tick}>
              <line className={styles.grid} x1="0%" x2="100%" y1={y(tick)} y2={y(tick)} />
              <text className={styles.tick} x={-8} y={y(tick)} dy="0.35em" textAnchor="end">{tick.toFixed(2)}</text>
            </g>
          ))}
          {points.length > 0 && x.ticks(X_TICKS).map((tick) => (
            <text key={tick} className={styles.tick} x={percent(tick)} y={HEIGHT + 20} textAnchor="middle">{tick} ms</text>
          ))}
          {front.slice(1).map(({ index, cost, good }, before) => {
            const from = front[before];
            return from === undefined ? null : <line key={index} className={styles.front} x1={percent(from.cost)} y1={y(from.good)} x2={percent(cost)} y2={y(good)} />;
          })}
          {points.map(({ index, variant, cost, good }) => (
            <g key={index} data-series={index + 1}>
              <title>{`${nameOf(variant)}: ${good.toFixed(3)} in ${milliseconds(cost)}, ${amount(variant.model.sizeBytes)}`}</title>
              <circle cx={percent(cost)} cy={y(good)} r={radius(variant.model.sizeBytes)} />
              <text className={styles.point} x={percent(cost)} y={y(good)} dy="0.35em" textAnchor="middle">{letterOf(index)}</text>
            </g>
          ))}
          {points.length === 0 && <text className={styles.tick} x="50%" y={HEIGHT / 2} textAnchor="middle">Nothing is measured yet</text>}
        </svg>
      </div>
    </figure>
  );
}
