import * as tf from '@tensorflow/tfjs-core';

/**
 * The tensors in arrays and plain objects, at any depth. Unlike tfjs's own search it does not walk through the numbers
 * of a typed array one by one. Tensors that live on by `tf.keep` (parameters, cached constants) are left out.
 */
export function tensorsIn(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return value.kept ? [] : [value as tf.Tensor];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const parts: unknown[] = Object.values(value);
  return parts.flatMap(tensorsIn);
}
