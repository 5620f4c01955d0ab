import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';
import { quantizeChannels } from './quantize-channels';
import { shareWeights } from './share-weights';

/** How a kernel of so many bits a weight is stored. */
export const METHODS = {
  channels: { compress: (value: TensorValue, bits: number) => quantizeChannels(value, bits), says: (bits: number) => `weights as whole numbers of ${bits} bits, with a scale for each output channel` },
  shared: { compress: (value: TensorValue, bits: number) => shareWeights(value, { bits }), says: (bits: number) => `weights shared: in each layer one of ${2 ** bits} values, found by k-means` },
} as const;

export type MethodName = keyof typeof METHODS;

/** All tensors of a model: kernels by the method, with the bits that `bitsOf` gives a name; vectors (biases) in float16. */
export function compressWith(values: NamedValues, method: MethodName, bitsOf: (name: string) => number): Map<string, CompressedTensor> {
  return new Map([...values].map(([name, value]) => [name, value.shape.length < 2 ? { kind: 'float16', ...value } : METHODS[method].compress(value, bitsOf(name))]));
}
