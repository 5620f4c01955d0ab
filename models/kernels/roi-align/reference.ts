import type { RoiAlignPlan } from './plan';
import { forEachCell } from './taps';

/**
 * RoIAlign over a pyramid as a plain loop (Mask R-CNN, section 3; half-pixel sampling as in "aligned" RoIAlign unless the plan
 * says otherwise). A box edge at pixel p lies at p / stride - 0.5 of the map; a sample more than one pixel outside the map is 0, one nearer is clamped.
 * @param features per level, [batch, height, width, channels] as the plan's shapes say
 * @param boxes [n, 4] y1 x1 y2 x2 in input pixels
 * @param batchIndices [n] which picture of the batch; a region of a picture that does not exist reads 0
 * @param out [n, outputSize, outputSize, channels], overwritten
 */
export function roiAlign(features: readonly Float32Array[], boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, out: Float32Array): void {
  out.fill(0);
  const channels = plan.shapes[0]?.[3] ?? 0;
  forEachCell(boxes, batchIndices, plan, (level, cell, { offsets, weights, count }) => {
    const map = features[level];
    if (map === undefined) return;
    for (let tap = 0; tap < count; tap += 4) {
      const [o0 = 0, o1 = 0, o2 = 0, o3 = 0] = [offsets[tap], offsets[tap + 1], offsets[tap + 2], offsets[tap + 3]];
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = [weights[tap], weights[tap + 1], weights[tap + 2], weights[tap + 3]];
      for (let c = 0; c < channels; c++) {
        out[cell + c] = (out[cell + c] ?? 0) + w0 * (map[o0 + c] ?? 0) + w1 * (map[o1 + c] ?? 0) + w2 * (map[o2 + c] ?? 0) + w3 * (map[o3 + c] ?? 0);
      }
    }
  });
}

/**
 * The gradient of `roiAlign` with respect to the features.
 * @param dy [n, outputSize, outputSize, channels]
 * @param gradients per level, the features' shapes, overwritten
 */
export function roiAlignGradient(dy: Float32Array, boxes: Float32Array, batchIndices: Int32Array, plan: RoiAlignPlan, gradients: readonly Float32Array[]): void {
  for (const gradient of gradients) gradient.fill(0);
  const channels = plan.shapes[0]?.[3] ?? 0;
  forEachCell(boxes, batchIndices, plan, (level, cell, { offsets, weights, count }) => {
    const map = gradients[level];
    if (map === undefined) return;
    for (let tap = 0; tap < count; tap++) {
      const offset = offsets[tap] ?? 0;
      const weight = weights[tap] ?? 0;
      for (let c = 0; c < channels; c++) map[offset + c] = (map[offset + c] ?? 0) + weight * (dy[cell + c] ?? 0);
    }
  });
}
