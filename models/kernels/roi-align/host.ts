import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, inputsOf, type KernelArguments } from '../arguments';
import { hostMemory } from '../host-memory';
import { planFromAttributes } from './plan';
import { roiAlign, roiAlignGradient } from './reference';

/** cpu and wasm: the plain loop on the engine's own memory. */
export function roiAlignOnHost(args: KernelArguments): TensorInfo {
  const plan = planFromAttributes(args.attrs);
  const memory = hostMemory(args.backend);
  const boxes = inputOf(args, 'boxes');
  const { outputSize, shapes } = plan;
  const out = memory.make([boxes.shape[0] ?? 0, outputSize, outputSize, shapes[0]?.[3] ?? 0], 'float32');
  const features = inputsOf(args, 'level', shapes.length).map((level) => memory.floats(level));
  roiAlign(features, memory.floats(boxes), memory.ints(inputOf(args, 'batchIndices')), plan, memory.floats(out));
  return out;
}

export function roiAlignGradientOnHost(args: KernelArguments): TensorInfo[] {
  const plan = planFromAttributes(args.attrs);
  const memory = hostMemory(args.backend);
  const gradients = plan.shapes.map((shape) => memory.make([...shape], 'float32'));
  roiAlignGradient(
    memory.floats(inputOf(args, 'dy')),
    memory.floats(inputOf(args, 'boxes')),
    memory.ints(inputOf(args, 'batchIndices')),
    plan,
    gradients.map((gradient) => memory.floats(gradient)),
  );
  return gradients;
}
