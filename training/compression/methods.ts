import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { mostOf, quantizeChannels, quantizeTensor } from './quantize-channels';
import { shareWeights } from './share-weights';

/** How kernels are stored without training them again. */
export const METHODS = {
  channels: {
    compress: (value: TensorValue, bits: number, most = mostOf(bits)) => quantizeChannels(value, most),
    says: (bits: number) => `weights as whole numbers of ${bits} bits, with a scale for each output channel`,
  },
  tensor: {
    compress: (value: TensorValue, bits: number) => quantizeTensor(value, mostOf(bits)),
    says: (bits: number) => `weights as whole numbers of ${bits} bits, with one scale for each layer`,
  },
  shared: {
    compress: (value: TensorValue, bits: number) => shareWeights(value, { bits }),
    says: (bits: number) => `weights shared: in each layer one of ${2 ** bits} values, found by k-means`,
  },
} as const;

export type MethodName = keyof typeof METHODS;

/**
 * All tensors of a model: kernels by the method, vectors (biases) in float16.
 * @param most of `channels`, the largest whole number of a kernel where it is not that of the bits
 */
export function compressWith(values: NamedValues, method: MethodName, bits: number, most: ReadonlyMap<string, number> = new Map()): Map<string, CompressedTensor> {
  return new Map([...values].map(([name, value]) => [name, value.shape.length < 2 ? { kind: 'float16', ...value } : METHODS[method].compress(value, bits, most.get(name))]));
}
