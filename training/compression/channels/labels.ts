import { sizeOf } from '../../../models/graph/graph';

/** Which channel the numbers of a tensor belong to, by their place along one axis; 0 where they belong to none. */
export interface Labels {
  readonly shape: readonly number[];
  readonly axis: number;
  readonly of: Int32Array;
}

export const alongLastAxis = (shape: readonly number[], of: Int32Array): Labels => ({ shape, axis: shape.length - 1, of });

/** Numbers of a tensor, row by row. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly all: Int32Array;
}

/** Every number's place along the axis, counted from `first`. */
export function placesAlong({ shape, axis }: Labels, first: number): Numbers {
  const [size, stride] = [shape[axis] ?? 1, sizeOf(shape.slice(axis + 1))];
  return { shape, all: Int32Array.from({ length: sizeOf(shape) }, (_, index) => first + (Math.floor(index / stride) % size)) };
}

/** The last axis along which numbers change; where none does, the last of all. */
export function lastVaryingAxis({ shape, all }: Numbers): number {
  const varying = shape.findLastIndex((size, axis) => {
    const stride = sizeOf(shape.slice(axis + 1));
    return all.some((number, index) => index >= stride && number !== all[index - stride] && Math.floor(index / stride) % size > 0);
  });
  return varying === -1 ? shape.length - 1 : varying;
}
