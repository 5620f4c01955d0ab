import { cornersAt } from '../../../../models/geometry/box';
import { encodeBoxes } from '../../../../models/geometry/box-coder';
import { matchAnchors, REGION_PROPOSAL_MATCHING } from '../../../../models/geometry/matcher';
import { sampleBalanced } from '../../../../models/geometry/sampler';
import type { Random } from '../../../../models/tensor/random';

/** What is known of one picture, in input pixels. */
export interface Truth {
  /** [n, 4] y1 x1 y2 x2 */
  readonly boxes: Float32Array;
  /** [n] index of the category */
  readonly labels: Int32Array;
  /** [m, 4] crowds and the like: neither object nor background */
  readonly ignoreBoxes: Float32Array;
  /** [categories] 1 where a category is not annotated in this picture */
  readonly unlabelled: Uint8Array;
}

/** Anchors drawn from a picture, and the part of them that may be objects (Ren et al. 2015, section 3.1.3). */
export const REGION_SAMPLING = { count: 256, positiveFraction: 0.5 };

/** Targets of every anchor of one picture; what was not drawn has weight 0. */
export interface RegionTargets {
  /** [anchors] 1 where the anchor has to find an object. */
  readonly objectness: Float32Array;
  /** [anchors] 1 where the anchor was drawn. */
  readonly weights: Float32Array;
  /** [anchors, 4] offsets to the object. */
  readonly deltas: Float32Array;
}

/**
 * Matches and draws anchors. Where some category is not annotated, what looks like background may be an object of it, so
 * such a picture teaches the proposals by its objects alone.
 */
export function regionTargets(anchors: Float32Array, truth: Truth, random: Random): RegionTargets {
  const count = anchors.length / 4;
  const { labels, truths } = matchAnchors(anchors, truth.boxes, truth.ignoreBoxes, REGION_PROPOSAL_MATCHING);
  const { positives, negatives } = sampleBalanced(labels, REGION_SAMPLING, random);
  const targets = { objectness: new Float32Array(count), weights: new Float32Array(count), deltas: new Float32Array(count * 4) };
  for (const anchor of positives) {
    targets.objectness[anchor] = 1;
    targets.weights[anchor] = 1;
    targets.deltas.set(encodeRow(truth.boxes, truths[anchor] ?? 0, anchors, anchor), anchor * 4);
  }
  if (!truth.unlabelled.includes(1)) for (const anchor of negatives) targets.weights[anchor] = 1;
  return targets;
}

const encodeRow = (boxes: Float32Array, box: number, anchors: Float32Array, anchor: number): Float32Array =>
  encodeBoxes(Float32Array.from(cornersAt(boxes, box)), Float32Array.from(cornersAt(anchors, anchor)));
