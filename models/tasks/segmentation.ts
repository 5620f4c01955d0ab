import { z } from 'zod';
import { regionsAgreement } from '../agreement/regions-agreement';
import { toSourceUnclipped } from '../frames/frame-placement';
import { cropMask, MASK_EDGE, stretchMask, type BoxMask } from '../geometry/box-mask';
import type { Box, Size } from '../geometry/box';
import { boxOfRle, compressRle, encodeRle } from '../geometry/rle';
import { numbersOf, type Task } from './task';
import { answerFields, maskSchema, sizeFields, wireMask } from './wire-fields';

/** Where a class is in the whole picture. */
export interface ClassRegion {
  readonly categoryId: number;
  readonly label: string;
  /** The mean probability of the cells that belong to it, 0.5 to 1. */
  readonly score: number;
  /** Over the whole picture. */
  readonly mask: BoxMask;
}

/** Every pixel's class. Width and height are the source frame's, in pixels. */
export interface SegmentationPrediction {
  readonly task: 'segmentation';
  readonly width: number;
  readonly height: number;
  /** Those that have a cell at least, in the order of the card's categories. */
  readonly regions: readonly ClassRegion[];
}

const CLASS_MAPS = 'classmaps';

/**
 * Every pixel's class. Networks give `classmaps` [n, height, width, categories], the probability of each category in each
 * cell of a grid over the input; what is none of them is background.
 */
export const segmentation: Task<SegmentationPrediction> = {
  outputs: [CLASS_MAPS],

  /** Masks have the network's cells. A class whose score is below the threshold is left out. */
  decode(outputs, placed, card, { scoreThreshold = card.scoreThreshold } = {}) {
    const { width, height } = placed.source;
    const values = numbersOf(outputs, CLASS_MAPS);
    const count = card.categories.length;
    const grid = gridOf(placed.target, values.length / count);
    const seen = toSourceUnclipped(placed, { x: 0, y: 0, ...placed.target });
    const regions = card.categories.flatMap(({ id, name }, index): ClassRegion[] => {
      const mask = overPicture(maskOf(values, index, count, grid), seen, placed.source);
      const score = scoreOf(mask);
      return score !== undefined && score >= scoreThreshold ? [{ categoryId: id, label: name, score, mask }] : [];
    });
    return { task: 'segmentation', width, height, regions };
  },

  transferables: ({ regions }) => regions.map(({ mask: { values } }) => values.buffer),

  schema: z.strictObject({ task: z.literal('segmentation'), ...sizeFields, regions: z.array(z.strictObject({ ...answerFields, mask: maskSchema })) }),

  toWire: (prediction) => ({ ...prediction, regions: prediction.regions.map(({ mask, ...region }) => ({ ...region, mask: wireMask(mask) })) }),

  /** Masks in the pixels of the picture, as runs, each in the box round it. */
  toCoco: ({ regions, width, height }) => regions.map(({ categoryId, score, mask }) => {
    const rle = encodeRle(Uint8Array.from(stretchMask(mask, { width, height }), (value) => Number(value > MASK_EDGE)), height, width);
    const { x, y, width: across, height: down } = boxOfRle(rle);
    return { category_id: categoryId, bbox: [x, y, across, down], score, segmentation: compressRle(rle) };
  }),

  agreement: regionsAgreement,

  lowestScore: 0.5,
  headline: 'IoU',

  exported: { outputs: [{ name: CLASS_MAPS, of: CLASS_MAPS, meaning: 'The probability of each category in each cell of a grid over the input, row by row: what has none above a half is background.' }] },
};

/** A grid of so many cells with the input's proportions. */
function gridOf({ width, height }: Size, cells: number): Size {
  const perCell = Math.sqrt((width * height) / cells);
  return { width: Math.round(width / perCell), height: Math.round(height / perCell) };
}

function maskOf(values: Float32Array, index: number, count: number, { width, height }: Size): BoxMask {
  const mask = new Uint8Array(width * height);
  for (let cell = 0; cell < mask.length; cell++) mask[cell] = Math.round(255 * (values[cell * count + index] ?? 0));
  return { width, height, values: mask };
}

/** Where the input holds all of the picture and nothing else, its mask is the picture's. */
function overPicture(mask: BoxMask, seen: Box, { width, height }: Size): BoxMask {
  const isWhole = seen.x === 0 && seen.y === 0 && seen.width === width && seen.height === height;
  return isWhole ? mask : cropMask(mask, seen, { x: 0, y: 0, width, height });
}

function scoreOf({ values }: BoxMask): number | undefined {
  let [sum, cells] = [0, 0];
  for (const value of values) {
    if (value <= MASK_EDGE) continue;
    sum += value;
    cells++;
  }
  return cells === 0 ? undefined : sum / cells / 255;
}
