import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { tensorOf, type KernelArguments } from '../arguments';
import { suppressionOptions } from './host';

/**
 * Suppression put together from operations of tfjs, for models that run without our kernels. Classes are kept apart by
 * moving each into a place of its own; far from the origin float32 is coarser, so of boxes that overlap almost exactly as
 * much as the threshold another may be kept than elsewhere.
 */
export function nmsComposed(args: KernelArguments): tf.Tensor {
  const { iouThreshold, scoreThreshold, maxOutputs } = suppressionOptions(args.attrs);
  return tf.tidy(() => {
    const boxes = tensorOf(args, 'boxes');
    const apart = args.inputs['classes'] === undefined ? boxes : tf.add(boxes, placesOf(boxes, tensorOf(args, 'classes')));
    const scores = tensorOf(args, 'scores');
    const { selectedIndices, validOutputs } = tf.image.nonMaxSuppressionPadded(tf.reshape<tf.Rank.R2>(apart, [scores.size, 4]), tf.reshape<tf.Rank.R1>(scores, [scores.size]), maxOutputs, iouThreshold, scoreThreshold, true);
    if (selectedIndices === undefined || validOutputs === undefined) throw new EngineError('The suppression of tfjs gave no indices.');
    const kept = tf.less(tf.range(0, maxOutputs, 1, 'int32'), validOutputs);
    return tf.where(kept, selectedIndices, tf.fill([maxOutputs], -1, 'int32'));
  });
}

/** [boxes, 1]: how far to move each box so that no two classes touch. */
function placesOf(boxes: tf.Tensor, classes: tf.Tensor): tf.Tensor {
  const extent = tf.add(tf.sub(tf.max(boxes), tf.min(boxes)), 1);
  return tf.mul(tf.reshape(tf.cast(classes, 'float32'), [classes.size, 1]), extent);
}
