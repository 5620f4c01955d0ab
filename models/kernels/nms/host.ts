import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { suppress, type SuppressionOptions } from '../../geometry/nms';
import { inputOf, numberOf, tensorOf, type KernelArguments } from '../arguments';
import { hostMemory } from '../host-memory';

/** cpu and wasm: the plain loop on the engine's own memory. */
export function nmsOnHost(args: KernelArguments): TensorInfo {
  const options = suppressionOptions(args.attrs);
  const memory = hostMemory(args.backend);
  const out = memory.make([options.maxOutputs], 'int32');
  const classes = args.inputs['classes'];
  const kept = suppress(memory.floats(inputOf(args, 'boxes')), memory.floats(inputOf(args, 'scores')), options, classes && memory.ints(classes));
  memory.ints(out).fill(-1).set(kept);
  return out;
}

/**
 * The plain loop on values that were read back: for tfjs-node, whose tensors lie in the processor's memory and whose own
 * suppression knows no classes, and for WebGL, which cannot loop in a shader and has to wait here.
 */
export function nmsByReading(args: KernelArguments): tf.Tensor {
  const options = suppressionOptions(args.attrs);
  const boxes = tensorOf(args, 'boxes').dataSync<'float32'>();
  const scores = tensorOf(args, 'scores').dataSync<'float32'>();
  const classes = args.inputs['classes'] && tensorOf(args, 'classes').dataSync<'int32'>();
  const out = new Int32Array(options.maxOutputs).fill(-1);
  out.set(suppress(boxes, scores, options, classes));
  return tf.tensor1d(out, 'int32');
}

export function suppressionOptions(attrs: NamedAttrMap | undefined): SuppressionOptions {
  return { iouThreshold: numberOf(attrs, 'iouThreshold'), scoreThreshold: numberOf(attrs, 'scoreThreshold'), maxOutputs: numberOf(attrs, 'maxOutputs') };
}
