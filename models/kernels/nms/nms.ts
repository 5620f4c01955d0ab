import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../../errors';
import type { SuppressionOptions } from '../../geometry/nms';
import { checkTensor } from '../../tensor/shape';
import { stopGradient } from '../../tensor/stop-gradient';
import { nmsKernel, registerNms } from './register';

export interface NonMaxSuppressionOptions extends SuppressionOptions {
  /** int32 [n]; where given, boxes of different classes (or pictures) do not suppress one another. */
  readonly classes?: tf.Tensor1D;
}

/**
 * Greedy non-maximum suppression on the engine, without a read-back, with an output of fixed size. No gradient flows through.
 * @param boxes [n, 4] y1 x1 y2 x2
 * @param scores [n]; NaN is never kept, and of equal scores the lower index goes first
 * @returns int32 [maxOutputs], indices of the kept boxes, best first, then -1; the caller disposes it (or a tidy does)
 * @throws InvalidInputError for shapes or options that do not fit, EngineError where the engine has no such kernel
 */
export function nonMaxSuppression(boxes: tf.Tensor2D, scores: tf.Tensor1D, { iouThreshold, scoreThreshold, maxOutputs, classes }: NonMaxSuppressionOptions): tf.Tensor1D {
  const { n = 0 } = checkTensor('Boxes', boxes, ['n', 4]);
  checkTensor('Scores', scores, [n]);
  if (classes !== undefined) checkTensor('Classes', classes, [n], 'int32');
  if (!(iouThreshold >= 0 && iouThreshold <= 1) || Number.isNaN(scoreThreshold) || !Number.isInteger(maxOutputs) || maxOutputs < 1) {
    throw new InvalidInputError(`Suppression was given iouThreshold ${iouThreshold}, scoreThreshold ${scoreThreshold}, maxOutputs ${maxOutputs}; expected 0 to 1, a number, and a whole number of at least 1.`);
  }
  if (n === 0) return tf.fill([maxOutputs], -1, 'int32');
  registerNms(tf.getBackend());
  return tf.tidy(() => {
    const inputs: tf.NamedTensorMap = { boxes: stopGradient(boxes), scores: stopGradient(scores), ...(classes && { classes: stopGradient(classes) }) };
    return tf.engine().runKernel<tf.Tensor1D>(nmsKernel, inputs, { iouThreshold, scoreThreshold, maxOutputs });
  });
}
