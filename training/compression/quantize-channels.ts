import { channelAxis, type CompressedTensor } from '../../models/compression/compressed-tensor';
import type { TensorValue } from '../../models/layers/trainable-parameters';

/** The largest of the whole numbers of so many bits that lie symmetric about 0. */
export const mostOf = (bits: number): number => 2 ** (bits - 1) - 1;

/**
 * Whole numbers from -most to most with a scale for each output channel, symmetric about 0, so that zeros stay zeros (Jacob et
 * al. 2018; per channel as Krishnamoorthi 2018, section 3.1.2). A channel's largest magnitude gets the largest number.
 */
export const quantizeChannels = (value: TensorValue, most: number): CompressedTensor => quantizeAlong(value, channelAxis(value.shape), most);

/** The same with one scale for all channels, which the one with the largest weights decides. */
export const quantizeTensor = (value: TensorValue, most: number): CompressedTensor => quantizeAlong(value, undefined, most);

function quantizeAlong({ shape, values }: TensorValue, axis: number | undefined, most: number): CompressedTensor {
  const channels = axis === undefined ? 1 : shape[axis] ?? 1;
  const inner = axis === undefined ? 1 : shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const channelOf = (index: number) => Math.floor(index / inner) % channels;
  const largest = new Float64Array(channels);
  for (const [i, value] of values.entries()) largest[channelOf(i)] = Math.max(largest[channelOf(i)] ?? 0, Math.abs(value));
  const scales = Float32Array.from(largest, (value) => roundedUp(value / most));
  const integers = Int32Array.from(values, (value, i) => {
    const scale = scales[channelOf(i)] ?? 0;
    return scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(value / scale)));
  });
  return { kind: 'scaled', shape, axis, scales, integers };
}

/** The next number that bfloat16 has, for that is how files keep scales. */
export function roundedUp(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = ((bits[0] ?? 0) + 0xffff) & 0xffff0000;
  return new Float32Array(bits.buffer)[0] ?? 0;
}
