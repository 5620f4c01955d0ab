import * as tf from '@tensorflow/tfjs-core';

/**
 * The same values as a tensor that no gradient flows through. tfjs has no such operation, and following a gradient into
 * top-k or suppression, which have none, is an error. It shares the memory of `x`; the caller disposes it (or a tidy does).
 */
export function stopGradient<T extends tf.Tensor>(x: T): T;
export function stopGradient(x: tf.Tensor): tf.Tensor {
  // What the Identity kernel does on every engine, without the entry on the gradient tape.
  const backend = tf.backend();
  backend.incRef(x.dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype }, backend);
}
