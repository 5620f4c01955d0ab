import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../errors';

/** The expected size of one axis; a string names an axis that may have any size, the same wherever the name appears. */
export type Axis = number | string;

/**
 * Checks a shape against a pattern such as `['batch', 'height', 'width', 3]` and gives the sizes of the named axes.
 * @throws InvalidInputError saying what was given and expected.
 */
export function checkShape(what: string, shape: readonly number[], pattern: readonly Axis[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  const fits = shape.length === pattern.length && pattern.every((axis, i) => {
    const size = shape[i];
    if (size === undefined) return false;
    if (typeof axis === 'number') return axis === size;
    const known = sizes[axis] ?? size;
    sizes[axis] = known;
    return known === size;
  });
  if (!fits) throw new InvalidInputError(`${what} has shape [${shape.join(', ')}], expected [${pattern.join(', ')}].`);
  return sizes;
}

/** `checkShape` of a tensor, which must also be of `dtype`. */
export function checkTensor(what: string, tensor: Tensor | TensorInfo, pattern: readonly Axis[], dtype: 'float32' | 'int32' = 'float32'): Record<string, number> {
  if (tensor.dtype !== dtype) throw new InvalidInputError(`${what} is of type ${tensor.dtype}, expected ${dtype}.`);
  return checkShape(what, tensor.shape, pattern);
}
