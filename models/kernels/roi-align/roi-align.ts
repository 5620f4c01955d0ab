import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../tensor/shape';
import { stopGradient } from '../../tensor/stop-gradient';
import { planRoiAlign, planToAttributes, roiAlignDefaults, type RoiAlignOptions } from './plan';
import { registerRoiAlign, roiAlignKernel } from './register';

/**
 * Samples every region from the level of a feature pyramid that fits its size, on the engine and without a read-back
 * (Mask R-CNN, section 3, RoIAlign; Feature Pyramid Networks, eq. 1, choice of the level).
 * Half-pixel convention: a box edge at input pixel p lies at p / stride - 0.5 of the map; `halfPixel: false` is the older one.
 * Differentiable with respect to the features; boxes get no gradient.
 * @param features one [batch, height, width, channels] a level, finest first
 * @param boxes [n, 4] y1 x1 y2 x2 in input pixels; may reach over the border
 * @param batchIndices int32 [n], which picture of the batch a box belongs to; out of range (say -1 for padding) gives zeros
 * @returns [n, outputSize, outputSize, channels]; the caller disposes it (or a tidy does)
 * @throws InvalidInputError for shapes or options that do not fit, EngineError where the engine has no such kernel
 */
export function multiLevelRoiAlign(
  features: readonly tf.Tensor4D[],
  boxes: tf.Tensor2D,
  batchIndices: tf.Tensor1D,
  options: Pick<RoiAlignOptions, 'strides'> & Partial<RoiAlignOptions>,
): tf.Tensor4D {
  const plan = planRoiAlign({ ...roiAlignDefaults, ...options }, features.map((level) => level.shape));
  for (const [i, level] of features.entries()) checkTensor(`Feature map ${i}`, level, ['batch', 'height', 'width', 'channels']);
  const { n = 0 } = checkTensor('Boxes', boxes, ['n', 4]);
  checkTensor('Batch indices', batchIndices, [n], 'int32');
  if (n === 0) return tf.zeros([0, plan.outputSize, plan.outputSize, plan.shapes[0]?.[3] ?? 0]);
  registerRoiAlign(tf.getBackend());
  return tf.tidy(() => {
    const inputs: tf.NamedTensorMap = { boxes: stopGradient(boxes), batchIndices: stopGradient(batchIndices) };
    for (const [i, level] of features.entries()) inputs[`level${i}`] = level;
    return tf.engine().runKernel<tf.Tensor4D>(roiAlignKernel, inputs, planToAttributes(plan));
  });
}
