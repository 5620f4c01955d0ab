import { cornersAt } from '../../../../models/geometry/box';
import { BOX_HEAD_WEIGHTS, encodeBoxes } from '../../../../models/geometry/box-coder';
import { BOX_HEAD_MATCHING, matchAnchors } from '../../../../models/geometry/matcher';
import { sampleBalanced, type SamplerOptions } from '../../../../models/geometry/sampler';
import type { Random } from '../../../../models/tensor/random';
import type { Truth } from './region-targets';

/** Regions of one picture that the box head learns from: always `count` rows, those that could not be drawn with weight 0. */
export interface BoxTargets {
  /** [count, 4] y1 x1 y2 x2 in input pixels */
  readonly regions: Float32Array;
  /** [count] category index, `categories` for background */
  readonly labels: Int32Array;
  /** [count] 1 where the row counts. */
  readonly weights: Float32Array;
  /** [count, 4] offsets to the object, 0 for background */
  readonly deltas: Float32Array;
  /** [count] 1 where the offsets count: objects only. */
  readonly deltaWeights: Float32Array;
}

/**
 * Matches proposals, with the true boxes among them, and draws a batch (Girshick 2015, section 2.3).
 * @param proposals [n, 4] y1 x1 y2 x2 in input pixels
 */
export function boxTargets(proposals: Float32Array, truth: Truth, sampling: SamplerOptions, random: Random): BoxTargets {
  const { count } = sampling;
  const candidates = new Float32Array(proposals.length + truth.boxes.length);
  candidates.set(proposals);
  candidates.set(truth.boxes, proposals.length);
  const { labels, truths } = matchAnchors(candidates, truth.boxes, truth.ignoreBoxes, BOX_HEAD_MATCHING);
  const { positives, negatives } = sampleBalanced(labels, sampling, random);

  const targets = {
    regions: new Float32Array(count * 4),
    labels: new Int32Array(count).fill(truth.unlabelled.length),
    weights: new Float32Array(count),
    deltas: new Float32Array(count * 4),
    deltaWeights: new Float32Array(count),
  };
  let row = 0;
  for (const candidate of positives) {
    const region = Float32Array.from(cornersAt(candidates, candidate));
    const owner = truths[candidate] ?? 0;
    targets.regions.set(region, row * 4);
    targets.labels[row] = truth.labels[owner] ?? truth.unlabelled.length;
    targets.weights[row] = 1;
    targets.deltas.set(encodeBoxes(Float32Array.from(cornersAt(truth.boxes, owner)), region, BOX_HEAD_WEIGHTS), row * 4);
    targets.deltaWeights[row] = 1;
    row++;
  }
  for (const candidate of negatives) {
    targets.regions.set(cornersAt(candidates, candidate), row * 4);
    targets.weights[row] = 1;
    row++;
  }
  // Rows that stay empty read one pixel in the corner: every shape is fixed and no box is degenerate.
  for (; row < count; row++) targets.regions.set([0, 0, 1, 1], row * 4);
  return targets;
}
