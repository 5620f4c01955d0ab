import type { Card } from '../../../../models/artifact/card';
import type { LoadedModel } from '../../../../models/artifact/load';
import { constantsOf, sizeOf } from '../../../../models/graph/graph';
import { traceModel } from '../../../../models/graph/trace-model';
import { tinyCard } from '../../artifact/tiny-card';

/** By how much each style keeps of red, green and blue. */
export const TINTS = { Plain: [1, 1, 1], 'The Starry Night, Vincent van Gogh': [0, 0, 1], 'The Scream, Edvard Munch': [1, 0, 0] } as const;

const COLOURS = 3;
/** A cell of the trunk has 4 x 4 pixels, each of three colours, as what is above the mean and what is below. */
const PIXELS = 16;
const SIGNS = 2;
const CHANNELS = PIXELS * COLOURS * SIGNS;
const FINE_PIXELS = 4;
const FINE_CHANNELS = FINE_PIXELS * COLOURS * SIGNS;
/** Of the colours that come out, of one standard deviation in what goes in. */
const CONTRAST = 0.2;

/**
 * A stylizer whose weights are written down: it passes every pixel on, with the contrast of the picture set right, and its
 * styles are tints. So what comes out of it is known, and where.
 */
export function tintingStylizer(changes: Partial<Card> = {}): LoadedModel {
  const styles = Object.values(TINTS);
  const card = tinyCard({
    name: 'tinting-stylizer', title: 'Tints', summary: 'Tints.', task: 'style',
    network: { name: 'stylizer', options: { styles: styles.length, channels: CHANNELS, blocks: 1, fineChannels: FINE_CHANNELS } },
    input: { width: 64, height: 64, sizes: [64, 96], fit: 'free', longestSide: 128, stride: 8, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
    categories: Object.keys(TINTS).map((name, index) => ({ id: index + 1, name })),
    scoreThreshold: 0,
    ...changes,
  });
  const constants = constantsOf(traceModel(card, undefined)).flatMap(({ shape, constant: { name } }) => (name === undefined ? [] : [[name, shape] as const]));
  return { card, values: new Map(constants.map(([name, shape]) => [name, { shape, values: Float32Array.from({ length: sizeOf(shape) }, (_, at) => valueAt(name, indicesOf(at, shape), styles)) }])) };
}

/** Pixels of a square of `side` in the order of its rows, each split into 2 x 2 as the rearrangement of channels has them. */
const channelOf = (pixel: number, colour: number, sign: number, colours = COLOURS): number => (pixel * colours + colour) * SIGNS + sign;

function valueAt(name: string, at: readonly number[], styles: readonly (readonly number[])[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = at;
  switch (name) {
    case 'stem/kernel': {
      // The 4 x 4 pixels of a cell lie in the middle of the 6 x 6 that are seen.
      const [row, column] = [a - 1, b - 1];
      if (row < 0 || row > 3 || column < 0 || column > 3) return 0;
      const pixel = 4 * row + column;
      return d === channelOf(pixel, c, 0) ? 1 : d === channelOf(pixel, c, 1) ? -1 : 0;
    }
    case 'stem/style/scales': return 1;
    case 'raise/kernel': {
      // c: of the trunk. d: 2 x 2 cells, each of 2 x 2 pixels of three colours, above and below.
      const cell = Math.floor(d / FINE_CHANNELS);
      const fine = d % FINE_CHANNELS;
      const [sign, colour, pixel] = [fine % SIGNS, Math.floor(fine / SIGNS) % COLOURS, Math.floor(fine / (SIGNS * COLOURS))];
      const row = 2 * Math.floor(cell / 2) + Math.floor(pixel / 2);
      const column = 2 * (cell % 2) + (pixel % 2);
      const above = channelOf(4 * row + column, colour, 0);
      const value = c === above ? 1 : c === above + 1 ? -1 : 0;
      return sign === 0 ? value : -value;
    }
    case 'fine/kernel': return a === 1 && b === 1 ? 1 : 0;
    case 'fine/style/scales': return styles[a]?.[Math.floor(b / SIGNS) % COLOURS] ?? 0;
    case 'colours/kernel': {
      if (a !== 1 || b !== 1) return 0;
      const above = channelOf(Math.floor(d / COLOURS), d % COLOURS, 0);
      return c === above ? CONTRAST : c === above + 1 ? -CONTRAST : 0;
    }
    case 'colours/bias': return 0.5;
    default: return 0;
  }
}

function indicesOf(at: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  for (const size of [...shape].reverse()) {
    indices.unshift(at % size);
    at = Math.floor(at / size);
  }
  return indices;
}
