import type { CocoAnnotation, CocoImage, CocoResult } from '../../../models/artifact/coco';
import { boxSimilarity } from './box-similarity';

/** Square pixels, both ends included. */
export interface AreaRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * How alike each detection is to each object of the same image and category: [detections, objects] row by row, 0 to 1.
 * For a crowd it is the share of the detection that lies in it.
 */
export type Similarity = (
  detections: readonly CocoResult[],
  objects: readonly CocoAnnotation[],
  image: CocoImage,
) => Float64Array;

/** One number of the summary: the mean of the precision (or final recall) over categories and what is not fixed here. */
export interface FigureDefinition {
  readonly of: 'precision' | 'recall';
  /** Similarity threshold; all of the protocol's when left out. */
  readonly threshold?: number;
  readonly area: string;
  readonly maxDetections: number;
}

/** The rules of one COCO challenge. Masks and keypoints differ from boxes by their similarity, and keypoints in the lists. */
export interface Protocol<Figure extends string = string> {
  readonly similarity: Similarity;
  /** Square pixels: an unmatched detection outside an area range is not counted there. */
  readonly resultArea: (result: CocoResult) => number;
  /** Objects that are neither found nor missed, beyond crowds and difficult ones. */
  readonly ignores: (annotation: CocoAnnotation) => boolean;
  readonly thresholds: readonly number[];
  readonly recalls: readonly number[];
  readonly areas: readonly AreaRange[];
  /** Detections of one category that count in one image, ascending. */
  readonly maxDetections: readonly number[];
  readonly figures: Readonly<Record<Figure, FigureDefinition>>;
}

const LARGEST = 1e5 ** 2;

/** 0.50, 0.55 ... 0.95, computed as numpy's linspace does: its 0.9 lies a rounding error below 0.9, and ties depend on it. */
export const COCO_THRESHOLDS: readonly number[] = linspace(0.5, 0.95, 10);

/** 0.00, 0.01 ... 1.00. */
export const COCO_RECALLS: readonly number[] = linspace(0, 1, 101);

export const ALL_AREAS: AreaRange = { name: 'all', min: 0, max: LARGEST };

/** COCO's detection challenge with boxes. */
export const BOX_PROTOCOL = {
  similarity: boxSimilarity,
  resultArea: ({ bbox: [, , width, height] }: CocoResult) => width * height,
  ignores: () => false,
  thresholds: COCO_THRESHOLDS,
  recalls: COCO_RECALLS,
  areas: [
    ALL_AREAS,
    { name: 'small', min: 0, max: 32 ** 2 },
    { name: 'medium', min: 32 ** 2, max: 96 ** 2 },
    { name: 'large', min: 96 ** 2, max: LARGEST },
  ],
  maxDetections: [1, 10, 100],
  figures: {
    ap: { of: 'precision', area: 'all', maxDetections: 100 },
    ap50: { of: 'precision', threshold: 0.5, area: 'all', maxDetections: 100 },
    ap75: { of: 'precision', threshold: 0.75, area: 'all', maxDetections: 100 },
    apSmall: { of: 'precision', area: 'small', maxDetections: 100 },
    apMedium: { of: 'precision', area: 'medium', maxDetections: 100 },
    apLarge: { of: 'precision', area: 'large', maxDetections: 100 },
    ar1: { of: 'recall', area: 'all', maxDetections: 1 },
    ar10: { of: 'recall', area: 'all', maxDetections: 10 },
    ar100: { of: 'recall', area: 'all', maxDetections: 100 },
    arSmall: { of: 'recall', area: 'small', maxDetections: 100 },
    arMedium: { of: 'recall', area: 'medium', maxDetections: 100 },
    arLarge: { of: 'recall', area: 'large', maxDetections: 100 },
  },
} as const satisfies Protocol;

export type DetectionFigure = keyof typeof BOX_PROTOCOL.figures;

function linspace(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? last : first + index * step));
}
