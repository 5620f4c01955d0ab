import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { LogRecord } from './log';
import { writeAside } from './write-aside';

/** Writes a picture of a log, whole or not at all. @throws what the file system says */
export async function writePlot(path: string, records: readonly LogRecord[]): Promise<void> {
  await writeAside(path, renderPlot(records));
}

/** One curve: a name and its points, steps ascending. */
interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}
type Point = readonly [step: number, value: number];

const WIDTH = 960;
const PANEL_HEIGHT = 300;
const MARGIN = { top: 44, right: 230, bottom: 44, left: 64 };
const INNER_HEIGHT = PANEL_HEIGHT - MARGIN.top - MARGIN.bottom;
/** Okabe and Ito's colours, which colour-blind people can tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
/** More points than pixels only make a large file. */
const MOST_POINTS = 600;

/** An SVG of the losses (smoothed, with the values they were smoothed from) and the evaluations over the steps. */
export function renderPlot(records: readonly LogRecord[]): string {
  const losses = lossSeries(records);
  const metrics = gather(records.flatMap((record) => ('metrics' in record ? [[record.step, record.metrics]] : [])));
  const lastStep = Math.max(1, ...records.map(({ step }) => step));
  const x = scaleLinear([0, lastStep], [MARGIN.left, WIDTH - MARGIN.right]);
  const panels = [
    panel('Losses', x, losses.map(({ name, points }) => ({ name, points: smoothed(points), faint: points })), false),
    ...(metrics.length === 0 ? [] : [panel('Evaluation of the averaged weights', x, metrics, true)]),
  ];
  const height = PANEL_HEIGHT * panels.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<clipPath id="inside"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${INNER_HEIGHT}"/></clipPath>
${panels.map((content, i) => `<g transform="translate(0 ${i * PANEL_HEIGHT})">${content}</g>`).join('\n')}
</svg>
`;
}

/** The total first, then the terms where there is more than one. */
function lossSeries(records: readonly LogRecord[]): Series[] {
  const named = records.flatMap((record): [number, Readonly<Record<string, number>>][] => {
    if (!('losses' in record)) return [];
    const terms = Object.values(record.losses);
    const total = terms.reduce((sum, value) => sum + value, 0);
    return [[record.step, terms.length > 1 ? { total, ...record.losses } : record.losses]];
  });
  return gather(named).map(({ name, points }) => ({ name, points: thinned(points) }));
}

function gather(named: readonly (readonly [number, Readonly<Record<string, number>>])[]): Series[] {
  const series = new Map<string, Point[]>();
  for (const [step, values] of named) {
    for (const [name, value] of Object.entries(values)) {
      const points = series.get(name) ?? [];
      points.push([step, value]);
      series.set(name, points);
    }
  }
  return [...series].map(([name, points]) => ({ name, points }));
}

/** Neighbours averaged until few enough are left. */
function thinned(points: readonly Point[]): Point[] {
  const bucket = Math.ceil(points.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / bucket) || 0 }, (_, i) => {
    const part = points.slice(i * bucket, (i + 1) * bucket);
    return [part.at(-1)?.[0] ?? 0, part.reduce((sum, [, value]) => sum + value, 0) / part.length];
  });
}

/** Each point's mean with its neighbours, a thirtieth of the curve together; at the ends there are fewer. */
function smoothed(points: readonly Point[]): Point[] {
  const reach = Math.floor(points.length / 60);
  return points.map(([step], i) => {
    const near = points.slice(Math.max(0, i - reach), i + reach + 1);
    return [step, near.reduce((sum, [, value]) => sum + value, 0) / near.length];
  });
}

function panel(title: string, x: ScaleLinear<number, number>, curves: readonly (Series & { readonly faint?: readonly Point[] })[], marked: boolean): string {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value)).sort((a, b) => a - b);
  // The first steps of a network are far off; they may leave the picture so that the rest can be seen.
  const top = values[Math.ceil(0.98 * (values.length - 1))] ?? 1;
  const y = scaleLinear([Math.min(0, values[0] ?? 0), (marked ? values.at(-1) ?? 1 : top) || 1], [MARGIN.top + INNER_HEIGHT, MARGIN.top]).nice(5);
  const path = line<Point>(([step]) => x(step), ([, value]) => y(value)).digits(1);
  const colour = (i: number) => COLOURS[i % COLOURS.length] ?? '#000';
  const stroke = (points: readonly Point[], i: number, style: string) => `<path d="${path(points) ?? ''}" fill="none" stroke="${colour(i)}" ${style}/>`;
  return [
    `<text x="${MARGIN.left}" y="${MARGIN.top - 18}" font-size="15" font-weight="600">${title}</text>`,
    ...y.ticks(5).map((tick) => `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="#ddd"/><text x="${MARGIN.left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick.toLocaleString('en')}</text>`),
    ...x.ticks(8).map((tick) => `<text x="${x(tick).toFixed(1)}" y="${MARGIN.top + INNER_HEIGHT + 20}" text-anchor="middle">${tick.toLocaleString('en')}</text>`),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${MARGIN.top + INNER_HEIGHT + 38}" text-anchor="middle" fill="#555">steps</text>`,
    '<g clip-path="url(#inside)">',
    ...curves.map(({ faint = [] }, i) => stroke(faint, i, 'stroke-opacity="0.25"')),
    ...curves.map(({ points }, i) => stroke(points, i, 'stroke-width="2"')),
    '</g>',
    ...(marked ? curves.flatMap(({ points }, i) => points.map(([step, value]) => `<circle cx="${x(step).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour(i)}"/>`)) : []),
    ...curves.map(({ name, points }, i) => `<g transform="translate(${WIDTH - MARGIN.right + 16} ${MARGIN.top + 8 + i * 20})"><line x2="18" stroke="${colour(i)}" stroke-width="3"/><text x="26" y="4">${escaped(name)} ${(points.at(-1)?.[1] ?? 0).toPrecision(3)}</text></g>`),
  ].join('\n');
}

const escaped = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
