import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, numberOf, type KernelArguments } from '../../kernels/arguments';
import { hostMemory } from '../../kernels/host-memory';

/** UnsortedSegmentSum, which is the gradient of gather: row i of x is added to row segmentIds[i]; ids out of range are left out. */
export function unsortedSegmentSum(args: KernelArguments): TensorInfo {
  const memory = hostMemory(args.backend);
  const x = inputOf(args, 'x');
  const segments = numberOf(args.attrs, 'numSegments');
  const rowShape = x.shape.slice(1);
  const rowSize = rowShape.reduce((product, axis) => product * axis, 1);
  const result = memory.make([segments, ...rowShape], 'float32');
  const values = memory.floats(x);
  const ids = memory.ints(inputOf(args, 'segmentIds'));
  const sums = memory.floats(result).fill(0);
  ids.forEach((segment, row) => {
    if (segment < 0 || segment >= segments) return;
    for (let i = 0; i < rowSize; i++) sums[segment * rowSize + i] = (sums[segment * rowSize + i] ?? 0) + (values[row * rowSize + i] ?? 0);
  });
  return result;
}
