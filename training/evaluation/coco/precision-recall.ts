/**
 * Precision at given recalls, interpolated: at recall r, the best precision at r or any higher recall; 0 where r is
 * never reached. This is COCO's and VOC's curve.
 * @param isTrue [detections] 1 for a true, 0 for a false positive, best score first
 * @param positives number of objects to be found, at least 1
 * @param recalls ascending
 * @returns [recalls]
 */
export function precisionAtRecalls(isTrue: Uint8Array, positives: number, recalls: readonly number[]): Float64Array {
  const { precision, recall } = precisionRecallCurve(isTrue, positives);
  for (let index = precision.length - 1; index > 0; index--) {
    precision[index - 1] = Math.max(precision[index - 1] ?? 0, precision[index] ?? 0);
  }
  const sampled = new Float64Array(recalls.length);
  let at = 0;
  for (const [index, wanted] of recalls.entries()) {
    while (at < recall.length && (recall[at] ?? 0) < wanted) at++;
    if (at === recall.length) break;
    sampled[index] = precision[at] ?? 0;
  }
  return sampled;
}

/** Precision and recall after each detection, [detections] each. */
export function precisionRecallCurve(
  isTrue: Uint8Array,
  positives: number,
): { readonly precision: Float64Array; readonly recall: Float64Array } {
  const precision = new Float64Array(isTrue.length);
  const recall = new Float64Array(isTrue.length);
  let found = 0;
  for (let index = 0; index < isTrue.length; index++) {
    found += isTrue[index] ?? 0;
    precision[index] = found / (index + 1);
    recall[index] = found / positives;
  }
  return { precision, recall };
}
