import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../arguments';
import { oneWorkgroup, threadPerOutput, webgpuBackend, WORKGROUP } from '../webgpu-program';
import { suppressionOptions } from './host';

const LEAST_FLOAT = -3.4028234e38;

/** Whether a score takes part. NaN is told by its bits, as shaders may compute as if there were none. */
const acceptedCode = 'fn accepted(score : f32) -> bool { return !isnan(score) && score > uniforms.threshold; }';

/**
 * Two shaders and no read-back: the first finds every box's rank by counting those before it, the second goes through
 * the ranks, a single workgroup with a bit for each box, and drops in parallel what a kept box overlaps.
 */
export function nmsOnWebGpu(args: KernelArguments): TensorInfo {
  const { iouThreshold, scoreThreshold, maxOutputs } = suppressionOptions(args.attrs);
  const backend = webgpuBackend(args.backend);
  const boxes = inputOf(args, 'boxes');
  const scores = inputOf(args, 'scores');
  const classes = args.inputs['classes'];
  const threshold = { type: 'float32', data: [Math.max(scoreThreshold, LEAST_FLOAT)] };
  const count = scores.shape[0] ?? 0;
  const order = backend.runWebGPUProgram(orderShader(count), [scores], 'int32', [threshold]);
  const kept = backend.runWebGPUProgram(
    suppressShader(count, maxOutputs, classes !== undefined),
    [order, boxes, scores, ...(classes ? [classes] : [])],
    'int32',
    [threshold, { type: 'float32', data: [iouThreshold] }],
  );
  backend.disposeData(order.dataId);
  return kept;
}

/** Indices of the boxes, best first; those that do not take part at the end. */
const orderShader = (count: number) => threadPerOutput({
  key: 'foveaNmsOrder',
  inputs: ['scores'],
  outputShape: [count],
  uniforms: 'threshold : f32,',
  code: `
    ${acceptedCode}

    fn main(index : i32) {
      if (index >= uniforms.size) { return; }
      let own = scores[index];
      let ownAccepted = accepted(own);
      var rank = 0;
      for (var i = 0; i < uniforms.size; i++) {
        let other = scores[i];
        if (accepted(other)) {
          if (!ownAccepted || other > own || (other == own && i < index)) { rank++; }
        } else if (!ownAccepted && i < index) { rank++; }
      }
      result[rank] = index;
    }`,
});

const suppressShader = (count: number, maxOutputs: number, withClasses: boolean) => oneWorkgroup({
  key: `foveaNms ${count} ${withClasses}`,
  inputs: ['order', 'boxes', 'scores', ...(withClasses ? ['classes'] : [])],
  outputShape: [maxOutputs],
  uniforms: 'threshold : f32, overlap : f32,',
  code: `
    const COUNT = ${count};
    const THREADS = ${WORKGROUP};
    // A bit for each rank.
    var<workgroup> dropped : array<atomic<u32>, ${Math.ceil(count / 32)}>;

    ${acceptedCode}

    fn boxAt(i : i32) -> vec4<f32> { return vec4<f32>(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]); }

    fn overlaps(a : vec4<f32>, b : vec4<f32>) -> bool {
      let sides = min(a.zw, b.zw) - max(a.xy, b.xy);
      if (sides.x <= 0.0 || sides.y <= 0.0) { return false; }
      let overlapArea = sides.x * sides.y;
      let sizeA = a.zw - a.xy;
      let sizeB = b.zw - b.xy;
      return overlapArea > uniforms.overlap * (sizeA.x * sizeA.y + sizeB.x * sizeB.y - overlapArea);
    }

    fn main(index : i32) {
      let own = i32(localIndex);
      for (var word = own; word < ${Math.ceil(count / 32)}; word += THREADS) { atomicStore(&dropped[word], 0u); }
      workgroupBarrier();
      for (var rank = own; rank < COUNT; rank += THREADS) {
        if (!accepted(scores[order[rank]])) { atomicOr(&dropped[rank / 32], 1u << u32(rank % 32)); }
      }
      // Every thread counts the same.
      var kept = 0;
      for (var rank = 0; rank < COUNT; rank++) {
        // All that better boxes drop is written; the bit of this rank changes no more. No thread may leave the loop early.
        workgroupBarrier();
        let gone = (atomicLoad(&dropped[rank / 32]) & (1u << u32(rank % 32))) != 0u;
        if (!gone && kept < uniforms.size) {
          let best = order[rank];
          let bestBox = boxAt(best);
          if (own == 0) { result[kept] = best; }
          kept++;
          for (var other = rank + 1 + own; other < COUNT; other += THREADS) {
            let candidate = order[other];
            if (${withClasses ? 'classes[candidate] == classes[best] && ' : ''}overlaps(bestBox, boxAt(candidate))) {
              atomicOr(&dropped[other / 32], 1u << u32(other % 32));
            }
          }
        }
      }
      for (var empty = kept + own; empty < uniforms.size; empty += THREADS) { result[empty] = -1; }
    }`,
});
