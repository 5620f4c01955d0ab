import { suppress } from '../../geometry/nms';
import { DISTANCE_BINS } from './dense-head';
import type { SelectionOptions } from './select-detections';

/** Boxes of one picture, on the processor. */
interface HostCandidates {
  /** [count, 4] y1 x1 y2 x2, input pixels */
  readonly boxes: Float32Array;
  /** [count] best first */
  readonly scores: Float32Array;
  /** [count] */
  readonly categories: Int32Array;
}

/** The best pairs of a place and a class: scores, greatest first, and indices place × classes + class. */
export interface BestScores {
  readonly values: Float32Array;
  readonly indices: Int32Array;
}

/** What a dense head said of a picture, as far as the choice needs it. */
export interface HostPredictions {
  readonly best: BestScores;
  /** [places, 4 × bins] logits; left, top, right, bottom. */
  readonly distances: Float32Array;
  readonly classes: number;
  /** [places, 2] x y in input pixels, see `cellCentres`. */
  readonly centres: Float32Array;
  /** [places] pixels a bin. */
  readonly strides: Float32Array;
}

/**
 * `selectDetections` in plain loops, for engines whose answer lies on the processor already: a thousand candidates take it less
 * than a hundred kernels take to be called.
 * @returns [detections, 6]: y1 x1 y2 x2, score, class index; what is missing has score 0
 */
export function selectOnHost(given: HostPredictions, options: Pick<SelectionOptions, 'detections' | 'iouThreshold' | 'scoreThreshold' | 'softness'>): Float32Array {
  const candidates = decoded(given);
  const kept = suppress(candidates.boxes, candidates.scores, { ...options, maxOutputs: options.detections }, candidates.categories);
  const scores = options.softness === Infinity ? kept.map((index) => candidates.scores[index] ?? 0) : softened(candidates, kept, options.softness);
  const order = [...kept.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const rows = new Float32Array(options.detections * 6);
  order.forEach((place, row) => {
    const index = kept[place] ?? 0;
    rows.set(candidates.boxes.subarray(4 * index, 4 * index + 4), 6 * row);
    rows.set([scores[place] ?? 0, candidates.categories[index] ?? 0], 6 * row + 4);
  });
  return rows;
}

function decoded({ best: { values, indices }, distances, classes, centres, strides }: HostPredictions): HostCandidates {
  const boxes = new Float32Array(4 * values.length);
  const categories = Int32Array.from(indices, (index) => index % classes);
  indices.forEach((index, row) => {
    const place = Math.floor(index / classes);
    const side = (which: number) => expectedBin(distances, 4 * place + which) * (strides[place] ?? 0);
    const [x, y] = [centres[2 * place] ?? 0, centres[2 * place + 1] ?? 0];
    boxes.set([y - side(1), x - side(0), y + side(3), x + side(2)], 4 * row);
  });
  return { boxes, scores: values, categories };
}

/** The mean of a distribution over bins that is given by its logits (Li et al. 2020, generalised focal loss, eq. 3). */
function expectedBin(logits: Float32Array, distribution: number): number {
  const from = distribution * DISTANCE_BINS;
  let largest = -Infinity;
  for (let bin = 0; bin < DISTANCE_BINS; bin++) largest = Math.max(largest, logits[from + bin] ?? 0);
  let [sum, weighted] = [0, 0];
  for (let bin = 0; bin < DISTANCE_BINS; bin++) {
    const share = Math.exp((logits[from + bin] ?? 0) - largest);
    sum += share;
    weighted += bin * share;
  }
  return weighted / sum;
}

/** Scores of the kept, each lowered for the better ones of its class that it overlaps: see `softenScores`. */
function softened({ boxes, scores, categories }: HostCandidates, kept: readonly number[], softness: number): number[] {
  return kept.map((index, place) => {
    let counted = 0;
    for (const better of kept.slice(0, place)) if (categories[better] === categories[index]) counted += overlapOf(boxes, better, index) ** 2;
    return (scores[index] ?? 0) * Math.exp(-counted / softness);
  });
}

/** Intersection over union of two of the boxes. */
function overlapOf(boxes: Float32Array, a: number, b: number): number {
  const at = (box: number, edge: number) => boxes[4 * box + edge] ?? 0;
  const shared = (edge: number) => Math.max(0, Math.min(at(a, edge + 2), at(b, edge + 2)) - Math.max(at(a, edge), at(b, edge)));
  const area = (box: number) => (at(box, 2) - at(box, 0)) * (at(box, 3) - at(box, 1));
  const both = shared(0) * shared(1);
  return both / Math.max(area(a) + area(b) - both, 1e-6);
}
