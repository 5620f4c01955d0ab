import { scaleLinear } from 'd3-scale';
import type { Comparison } from './compare-models';
import styles from './comparison-plot.module.css';
import { billions } from '../figures';
import layout from '../layout.module.css';

const HEIGHT = 250;
const RADIUS = 5;
/** Around where it may coincide with what was made of it. */
const RING = 9;
const X_TICKS = 5;
const Y_TICKS = 4;

/**
 * Accuracy against work: a line a model, a point an input, a ring where training starts; up is better, left is cheaper. The
 * table beside it has the figures.
 */
export function ComparisonPlot({ comparison: { columns: [judged], models } }: { readonly comparison: Comparison }) {
  const series = models.map(({ card, inputs }) => ({
    title: card.title,
    role: card.role,
    points: inputs.flatMap(({ width, multiplyAdds, values: [value] }) => (value === undefined ? [] : [{ width, multiplyAdds, value }])),
  }));
  const points = series.flatMap((one) => one.points);
  const values = points.map(({ value }) => value);
  const x = scaleLinear([0, Math.max(...points.map(({ multiplyAdds }) => multiplyAdds))], [0, 100]).nice(X_TICKS);
  const y = scaleLinear([Math.min(...values), Math.max(...values)], [HEIGHT, 0]).nice(Y_TICKS);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>{judged?.name}, {judged?.scope}, against multiply-adds</figcaption>
      <div className={styles.frame}>
        <svg className={styles.plot} width="100%" height={HEIGHT} role="img" aria-label={`${judged?.name ?? ''} against multiply-adds; the table has the figures`}>
          {y.ticks(Y_TICKS).map((tick) => (
            <g key={tick}>
              <line className={styles.grid} x1="0%" x2="100%" y1={y(tick)} y2={y(tick)} />
              <text className={styles.tick} x={-8} y={y(tick)} dy="0.35em" textAnchor="end">{tick.toFixed(2)}</text>
            </g>
          ))}
          {x.ticks(X_TICKS).map((tick) => (
            <text key={tick} className={styles.tick} x={percent(x(tick))} y={HEIGHT + 20} textAnchor="middle">{tick === 0 ? 0 : `${tick / 1e9} G`}</text>
          ))}
          {series.map(({ title, role, points: own }, index) => (
            <g key={title} data-series={index + 1} data-role={role}>
              {role === 'product' && own.slice(1).map((point, before) => {
                const from = own[before] ?? point;
                return <line key={point.width} x1={percent(x(from.multiplyAdds))} y1={y(from.value)} x2={percent(x(point.multiplyAdds))} y2={y(point.value)} />;
              })}
              {own.map(({ width, multiplyAdds, value }) => (
                <g key={width}>
                  <title>{`${title} at ${width} pixels: ${value.toFixed(3)} for ${billions(multiplyAdds)}`}</title>
                  <circle cx={percent(x(multiplyAdds))} cy={y(value)} r={role === 'product' ? RADIUS : RING} />
                  {role === 'product' && <text className={styles.point} x={percent(x(multiplyAdds))} y={y(value)} dy={22} textAnchor="middle">{width}</text>}
                </g>
              ))}
            </g>
          ))}
        </svg>
      </div>
      <ul className={layout.legend}>
        {series.map(({ title, role }, index) => <li key={title} data-series={index + 1} data-role={role}>{title}</li>)}
      </ul>
    </figure>
  );
}

const percent = (number: number): string => `${Number(number.toFixed(2))}%`;
