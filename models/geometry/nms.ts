export interface SuppressionOptions {
  /** A box that overlaps a better one by more than this (intersection over union) is dropped. */
  readonly iouThreshold: number;
  /** Boxes whose score is not above this are dropped; NaN never is. */
  readonly scoreThreshold: number;
  /** How many are kept at the most. */
  readonly maxOutputs: number;
}

/**
 * Greedy non-maximum suppression as a plain loop: the best box is kept, those that overlap it are dropped, and so on.
 * Of equal scores the lower index goes first.
 * @param boxes [n, 4] y1 x1 y2 x2
 * @param scores [n]
 * @param classes [n] where given, boxes of different classes do not suppress one another
 * @returns indices of the kept boxes, best first, at most `maxOutputs`
 */
export function suppress(boxes: Float32Array, scores: Float32Array, { iouThreshold, scoreThreshold, maxOutputs }: SuppressionOptions, classes?: Int32Array): number[] {
  const candidates: number[] = [];
  for (const [index, score] of scores.entries()) if (score > scoreThreshold) candidates.push(index);
  candidates.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);

  const kept: number[] = [];
  for (const candidate of candidates) {
    if (kept.length >= maxOutputs) break;
    if (!kept.some((better) => (classes === undefined || classes[better] === classes[candidate]) && overlaps(boxes, better, candidate, iouThreshold))) kept.push(candidate);
  }
  return kept;
}

/** Whether two boxes overlap by more than a threshold; without a division, so that empty boxes need no case of their own. */
function overlaps(boxes: Float32Array, a: number, b: number, threshold: number): boolean {
  const ay1 = boxes[4 * a] ?? 0;
  const ax1 = boxes[4 * a + 1] ?? 0;
  const ay2 = boxes[4 * a + 2] ?? 0;
  const ax2 = boxes[4 * a + 3] ?? 0;
  const by1 = boxes[4 * b] ?? 0;
  const bx1 = boxes[4 * b + 1] ?? 0;
  const by2 = boxes[4 * b + 2] ?? 0;
  const bx2 = boxes[4 * b + 3] ?? 0;
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  if (!(height > 0 && width > 0)) return false;
  const shared = height * width;
  return shared > threshold * ((ay2 - ay1) * (ax2 - ax1) + (by2 - by1) * (bx2 - bx1) - shared);
}
