import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../errors';
import { numberOf, numbersOf } from '../arguments';

/** How regions are sampled from a pyramid of feature maps. */
export interface RoiAlignOptions {
  /** Input pixels per feature pixel of each level, finest first, each twice the one before. */
  readonly strides: readonly number[];
  /** Cells along each side of the output. */
  readonly outputSize: number;
  /**
   * Bilinear samples along each side of a cell; their mean is the cell's value. 'adaptive': as many as the cell is long in
   * feature pixels, rounded up, as the paper's own code has it.
   */
  readonly samplingRatio: number | 'adaptive';
  /**
   * Whether a box edge at input pixel p lies at p / stride - 0.5 of the map, where it belongs. False is the rule of the first
   * implementations, p / stride, in which a side of less than a feature pixel counts as one; for networks trained with it.
   */
  readonly halfPixel: boolean;
  /** Side in input pixels of the square region that reads from `canonicalLevel` … */
  readonly canonicalSize: number;
  /** … where level k has a stride of 2^k pixels. */
  readonly canonicalLevel: number;
}

/** Feature Pyramid Networks, section 4.2: 7 x 7 cells, a region of 224 x 224 pixels reads from P4. */
export const roiAlignDefaults = { outputSize: 7, samplingRatio: 2, halfPixel: true, canonicalSize: 224, canonicalLevel: 4 } as const;

export type FeatureShape = [batch: number, height: number, width: number, channels: number];

/** What a kernel is told: the options, worked out once, and the shapes of the feature maps. */
export interface RoiAlignPlan {
  readonly strides: readonly number[];
  /** `levelAreas[i]`: a region of at least this many square pixels reads from level i + 1 or coarser. */
  readonly levelAreas: readonly number[];
  readonly outputSize: number;
  /** ADAPTIVE, or the samples along each side of a cell. */
  readonly samplingRatio: number;
  readonly halfPixel: boolean;
  readonly shapes: readonly FeatureShape[];
}

export const ADAPTIVE = 0;

/** No cell of a region that fits on the map has more samples along an axis of `size` feature pixels; larger regions get no more. */
export const mostSamples = ({ samplingRatio, outputSize }: Pick<RoiAlignPlan, 'samplingRatio' | 'outputSize'>, size: number): number =>
  (samplingRatio === ADAPTIVE ? Math.max(1, Math.ceil(size / outputSize)) : samplingRatio);

/**
 * Level of a region: k = floor(k0 + log2(sqrt(area) / canonicalSize)), clamped to the levels that exist
 * (Feature Pyramid Networks, eq. 1), turned into thresholds on the area. Comparing areas instead of taking
 * logarithms makes every engine choose the same level.
 */
export function planRoiAlign(options: RoiAlignOptions, shapes: readonly FeatureShape[]): RoiAlignPlan {
  const { strides, outputSize, halfPixel, canonicalSize, canonicalLevel } = options;
  const samplingRatio = options.samplingRatio === 'adaptive' ? ADAPTIVE : options.samplingRatio;
  if (strides.length === 0 || strides.length !== shapes.length) {
    throw new InvalidInputError(`RoIAlign was given ${shapes.length} feature maps and ${strides.length} strides; expected one stride a map and at least one.`);
  }
  if (!strides.every((stride, i) => stride > 0 && stride === (strides[0] ?? 0) * 2 ** i)) {
    throw new InvalidInputError(`RoIAlign was given the strides ${strides.join(', ')}; expected each to be twice the one before.`);
  }
  if (!Number.isInteger(outputSize) || !Number.isInteger(samplingRatio) || outputSize < 1 || (samplingRatio < 1 && options.samplingRatio !== 'adaptive') || !(canonicalSize > 0)) {
    throw new InvalidInputError(`RoIAlign was given outputSize ${outputSize}, samplingRatio ${samplingRatio}, canonicalSize ${canonicalSize}; expected positive numbers, the first two whole.`);
  }
  const [first] = shapes;
  if (!shapes.every((shape) => shape[0] === first?.[0] && shape[3] === first[3])) {
    throw new InvalidInputError(`RoIAlign was given feature maps ${shapes.map((shape) => `[${shape.join(', ')}]`).join(', ')}; expected the same batch and channels in all.`);
  }
  const levelAreas = strides.slice(1).map((stride) => (canonicalSize * 2 ** (Math.log2(stride) - canonicalLevel)) ** 2);
  return { strides, levelAreas, outputSize, samplingRatio, halfPixel, shapes };
}

/** The index into the pyramid that a region of `area` square pixels reads from. */
export function levelOfArea(area: number, levelAreas: readonly number[]): number {
  let level = 0;
  while (level < levelAreas.length && area >= (levelAreas[level] ?? Infinity)) level++;
  return level;
}

/** Width times height in the precision of the engines, 0 for a box turned inside out. */
export function boxArea(y1: number, x1: number, y2: number, x2: number): number {
  return Math.fround(Math.max(0, Math.fround(y2 - y1)) * Math.max(0, Math.fround(x2 - x1)));
}

export function planToAttributes(plan: RoiAlignPlan): NamedAttrMap {
  const { strides, levelAreas, outputSize, samplingRatio, halfPixel, shapes } = plan;
  return { strides: [...strides], levelAreas: [...levelAreas], outputSize, samplingRatio, halfPixel, shapes: shapes.flat() };
}

export function planFromAttributes(attrs: NamedAttrMap | undefined): RoiAlignPlan {
  const flat = numbersOf(attrs, 'shapes');
  const at = (i: number): number => flat[i] ?? 0;
  return {
    strides: numbersOf(attrs, 'strides'),
    levelAreas: numbersOf(attrs, 'levelAreas'),
    outputSize: numberOf(attrs, 'outputSize'),
    samplingRatio: numberOf(attrs, 'samplingRatio'),
    halfPixel: attrs?.halfPixel !== false,
    shapes: Array.from({ length: flat.length / 4 }, (_, i): FeatureShape => [at(4 * i), at(4 * i + 1), at(4 * i + 2), at(4 * i + 3)]),
  };
}
