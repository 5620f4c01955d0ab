import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import type { KernelArguments } from '../arguments';
import { roiAlignGradientOnHost, roiAlignOnHost } from './host';
import { planFromAttributes } from './plan';
import { roiAlignGradientOnTensorflow, roiAlignOnTensorflow } from './tensorflow';
import { noGradientOnWebGl, roiAlignComposed } from './webgl';
import { roiAlignOnWasm } from './wasm';
import { roiAlignGradientOnWebGpu, roiAlignOnWebGpu } from './webgpu';

export const roiAlignKernel = 'FoveaRoiAlign';
export const roiAlignGradientKernel = 'FoveaRoiAlignGrad';

interface Implementation {
  readonly forward: (args: KernelArguments) => tf.TensorInfo;
  readonly gradient: (args: KernelArguments) => tf.TensorInfo[];
}

const implementations: Readonly<Record<string, Implementation>> = {
  cpu: { forward: roiAlignOnHost, gradient: roiAlignGradientOnHost },
  wasm: { forward: roiAlignOnWasm, gradient: roiAlignGradientOnHost },
  tensorflow: { forward: roiAlignOnTensorflow, gradient: roiAlignGradientOnTensorflow },
  webgpu: { forward: roiAlignOnWebGpu, gradient: roiAlignGradientOnWebGpu },
  webgl: { forward: roiAlignComposed, gradient: noGradientOnWebGl },
};

/**
 * Makes RoIAlign known to an engine and to the gradient tape; a second call does nothing.
 * @throws EngineError naming the engine where there is none for it
 */
export function registerRoiAlign(backendName: string): void {
  if (tf.getKernel(roiAlignKernel, backendName) !== undefined) return;
  const implementation = implementations[backendName];
  if (implementation === undefined) {
    throw new EngineError(`There is no RoIAlign for the engine "${backendName}"; there is one for ${Object.keys(implementations).join(', ')}.`);
  }
  tf.registerKernel({ kernelName: roiAlignKernel, backendName, kernelFunc: implementation.forward });
  tf.registerKernel({ kernelName: roiAlignGradientKernel, backendName, kernelFunc: implementation.gradient });
  if (tf.getGradient(roiAlignKernel) === undefined) tf.registerGradient({ kernelName: roiAlignKernel, inputsToSave: ['boxes', 'batchIndices'], gradFunc: gradient });
}

/** Only the boxes are kept for the way back: the gradient needs the shapes of the features, which are in the attributes. */
function gradient(dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attrs: tf.NamedAttrMap): Record<string, () => tf.Tensor> {
  const [boxes, batchIndices] = saved;
  if (Array.isArray(dy) || boxes === undefined || batchIndices === undefined) throw new EngineError('The gradient of RoIAlign was called without what it saved.');
  // Here and not in the functions below: each of those runs in a tidy of its own, which would free the other levels.
  const levels = tf.engine().runKernel<tf.Tensor[]>(roiAlignGradientKernel, { dy, boxes, batchIndices }, attrs);
  return Object.fromEntries(planFromAttributes(attrs).shapes.map((shape, i) => [`level${i}`, () => levels[i] ?? tf.zeros(shape)]));
}
