'use client';

import styles from './network-bars.module.css';

/** Pixels from one bar to the next, and of these the bar's own. */
const PITCH = 9;
const THICKNESS = 7;

/** What a bar stands for, and its pieces: the colour, where it starts and how long it is, in percent of the width. */
export type Bar = readonly [title: string, pieces: readonly (readonly [series: number | 'rest', start: number, length: number])[]];

/** Bars one below the other, for the eye alone. As the table of layers they come to the browser as data. */
export function NetworkBars({ bars }: { readonly bars: readonly Bar[] }) {
  return (
    <svg className={styles.bars} width="100%" height={bars.length * PITCH} aria-hidden="true">
      {bars.map(([title, pieces], row) => (
        <g key={row}>
          {title !== '' && <title>{title}</title>}
          {pieces.map(([series, start, length]) => (
            <rect key={series} data-series={series} x={`${start}%`} y={row * PITCH} width={`${length}%`} height={THICKNESS} />
          ))}
        </g>
      ))}
    </svg>
  );
}
