import { float16ToFloat32, float32ToFloat16 } from '../artifact/float16';
import type { TensorValue } from '../layers/trainable-parameters';

/** How a weights file may hold a tensor in few bytes. */
export type CompressedTensor =
  /** As they are, or rounded to float16. */
  | { readonly kind: 'float32' | 'float16'; readonly shape: readonly number[]; readonly values: Float32Array }
  /** Whole numbers, each times the scale of its channel along `axis`, or all times the only scale. */
  | { readonly kind: 'scaled'; readonly shape: readonly number[]; readonly axis: number | undefined; readonly scales: Float32Array; readonly integers: Int32Array }
  /** Weight sharing (Han et al. 2016, section 3): an integer n stands for the value at `origin + n` of the codebook, which files keep in float16. */
  | { readonly kind: 'shared'; readonly shape: readonly number[]; readonly codebook: Float32Array; readonly origin: number; readonly integers: Int32Array };

/** The tensor as a network uses it. */
export function decompress(tensor: CompressedTensor): TensorValue {
  const { shape } = tensor;
  switch (tensor.kind) {
    case 'scaled': return { shape, values: scaledValues(tensor) };
    case 'shared': {
      const codebook = asHalves(tensor.codebook);
      return { shape, values: Float32Array.from(tensor.integers, (integer) => codebook[tensor.origin + integer] ?? NaN) };
    }
    case 'float16': return { shape, values: asHalves(tensor.values) };
    case 'float32': return { shape, values: tensor.values };
  }
}

/** As a file holds them: once more changes nothing. */
const asHalves = (values: Float32Array): Float32Array => float16ToFloat32(float32ToFloat16(values));

function scaledValues({ shape, axis, scales, integers }: Extract<CompressedTensor, { kind: 'scaled' }>): Float32Array {
  const values = new Float32Array(integers.length);
  const channels = scales.length;
  const inner = axis === undefined ? 1 : shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  for (let i = 0, within = 0, channel = 0; i < values.length; i++) {
    values[i] = (integers[i] ?? 0) * (scales[channel] ?? 0);
    if (++within < inner) continue;
    within = 0;
    if (++channel === channels) channel = 0;
  }
  return values;
}

/** The axis of a kernel's output channels: the last, or in a depthwise kernel [h, w, channels, 1] the one before; none of a vector. */
export function channelAxis(shape: readonly number[]): number | undefined {
  if (shape.length < 2) return undefined;
  return shape.at(-1) === 1 && shape.length === 4 ? shape.length - 2 : shape.length - 1;
}

export const sizeOfShape = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
