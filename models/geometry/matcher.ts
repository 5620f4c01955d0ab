import { coverageMatrix, iouMatrix } from './box';

export interface MatcherOptions {
  /** An anchor that overlaps a truth by at least this is positive … */
  readonly highThreshold: number;
  /** … one that overlaps every truth by less than this is negative, and one in between is ignored. */
  readonly lowThreshold: number;
  /** Whether the best anchors of a truth are positive however little they overlap, so that no truth goes without one. */
  readonly allowLowQualityMatches: boolean;
  /** An anchor of which at least this part lies in an ignored region is never negative. */
  readonly ignoreThreshold: number;
}

/** Faster R-CNN, section 3.1.2. */
export const REGION_PROPOSAL_MATCHING: MatcherOptions = { highThreshold: 0.7, lowThreshold: 0.3, allowLowQualityMatches: true, ignoreThreshold: 0.5 };
/** Fast R-CNN, section 2.3, with all of [0, 0.5) as background. */
export const BOX_HEAD_MATCHING: MatcherOptions = { highThreshold: 0.5, lowThreshold: 0.5, allowLowQualityMatches: false, ignoreThreshold: 0.5 };

export const POSITIVE = 1;
export const NEGATIVE = 0;
export const IGNORED = -1;

export interface Matches {
  /** [anchors] POSITIVE, NEGATIVE or IGNORED. */
  readonly labels: Int8Array;
  /** [anchors] the truth that the anchor overlaps most, whatever its label; -1 where there is no truth. */
  readonly truths: Int32Array;
  /** [anchors] intersection over union with that truth. */
  readonly overlaps: Float32Array;
}

/**
 * Says which truth an anchor has to find, if any.
 * @param anchors [n, 4] y1 x1 y2 x2
 * @param truths [m, 4]
 * @param ignored [k, 4] regions of which nobody knows what is in them (crowds)
 */
export function matchAnchors(anchors: Float32Array, truths: Float32Array, ignored: Float32Array, options: MatcherOptions): Matches {
  const count = anchors.length / 4;
  const overlap = iouMatrix(truths, anchors); // [truths, anchors]
  const best = new Float32Array(count);
  const owner = new Int32Array(count).fill(truths.length > 0 ? 0 : -1);
  for (let truth = 0; truth < truths.length / 4; truth++) {
    for (let anchor = 0; anchor < count; anchor++) {
      const value = overlap[truth * count + anchor] ?? 0;
      if (value > (best[anchor] ?? 0)) {
        best[anchor] = value;
        owner[anchor] = truth;
      }
    }
  }

  const labels = new Int8Array(count);
  for (let anchor = 0; anchor < count; anchor++) {
    const value = best[anchor] ?? 0;
    labels[anchor] = value >= options.highThreshold ? POSITIVE : value < options.lowThreshold ? NEGATIVE : IGNORED;
  }
  if (options.allowLowQualityMatches) claimBestAnchors(overlap, count, labels);
  if (ignored.length > 0) ignoreCovered(coverageMatrix(anchors, ignored), options.ignoreThreshold, labels);
  return { labels, truths: owner, overlaps: best };
}

/** All anchors that share a truth's highest overlap become positive, unless it is 0. They keep the truth they overlap most. */
function claimBestAnchors(overlap: Float32Array, count: number, labels: Int8Array): void {
  for (let start = 0; start < overlap.length; start += count) {
    const row = overlap.subarray(start, start + count);
    const highest = row.reduce((high, value) => Math.max(high, value), 0);
    if (highest === 0) continue;
    for (let anchor = 0; anchor < count; anchor++) if (row[anchor] === highest) labels[anchor] = POSITIVE;
  }
}

function ignoreCovered(coverage: Float32Array, threshold: number, labels: Int8Array): void {
  const regions = coverage.length / labels.length;
  for (let anchor = 0; anchor < labels.length; anchor++) {
    if (labels[anchor] !== NEGATIVE) continue;
    if (coverage.subarray(anchor * regions, (anchor + 1) * regions).some((part) => part >= threshold)) labels[anchor] = IGNORED;
  }
}
