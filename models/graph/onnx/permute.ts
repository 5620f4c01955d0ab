/** The numbers of a tensor with its axes in another order: axis i of the result is axis `order[i]` of `shape`. */
export function permute(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 0);
  const result = new Float32Array(values.length);
  const at = new Array<number>(order.length).fill(0);
  for (let to = 0, from = 0; to < result.length; to++) {
    result[to] = values[from] ?? 0;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0;
      at[axis] = (at[axis] ?? 0) + 1;
      if ((at[axis] ?? 0) < (sizes[axis] ?? 1)) break;
      from -= (steps[axis] ?? 0) * (sizes[axis] ?? 1);
      at[axis] = 0;
    }
  }
  return result;
}
