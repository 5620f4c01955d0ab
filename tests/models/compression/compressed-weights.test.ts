import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../models/artifact/safetensors';
import { CODING_KEY, decodeCompressed, isCompressed } from '../../../models/compression/compressed-weights';
import { type CompressedTensor, decompress } from '../../../models/compression/compressed-tensor';
import { InvalidInputError } from '../../../models/errors';
import { Random } from '../../../models/tensor/random';
import { encodeCompressed } from '../../../training/compression/encode-compressed';
import { mostOf, quantizeChannels } from '../../../training/compression/quantize-channels';
import { shareWeights } from '../../../training/compression/share-weights';

const shapes = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 0, maxLength: 4 });
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Tensors as methods make them: dense and sparse, of any shape, empty ones too. */
const tensors = fc.dictionary(fc.string({ maxLength: 12 }), fc.record({
  shape: shapes, seed: fc.integer(), density: fc.constantFrom(0, 0.05, 0.5, 1), kind: fc.constantFrom('float32', 'float16', 'scaled', 'shared'), bits: fc.integer({ min: 2, max: 8 }),
})).map((entries) => new Map(Object.entries(entries).map(([name, { shape, seed, density, kind, bits }]): [string, CompressedTensor] => {
  const random = new Random(seed);
  const values = Float32Array.from({ length: sizeOf(shape) }, () => (random.next() < density ? random.normal() : 0));
  if (kind === 'scaled') return [name, quantizeChannels({ shape, values }, mostOf(bits))];
  if (kind === 'shared') return [name, shareWeights({ shape, values }, { bits })];
  return [name, { kind: kind === 'float16' ? 'float16' : 'float32', shape, values }];
})));

const countOf = (given: ReadonlyMap<string, CompressedTensor>) => [...given.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
const some = (): Map<string, CompressedTensor> => {
  const random = new Random(3);
  const values = (count: number, density: number) => Float32Array.from({ length: count }, () => (random.next() < density ? random.normal() : 0));
  return new Map<string, CompressedTensor>([
    ['a/kernel', quantizeChannels({ shape: [3, 3, 8, 16], values: values(1152, 1) }, 31)],
    ['a/bias', { kind: 'float16', shape: [16], values: values(16, 1) }],
    ['b/kernel', shareWeights({ shape: [40, 20], values: values(800, 0.1) }, { bits: 4 })],
    ['c', { kind: 'float32', shape: [3], values: values(3, 1) }],
  ]);
};

describe('compressed weights', () => {
  it('come back as they were, whatever they are, with nothing left over', () => {
    fc.assert(fc.property(tensors, (given) => {
      const file = decodeSafetensors(encodeCompressed(given, { model: 'm' }));
      expect(isCompressed(file)).toBe(true);
      const values = decodeCompressed(file, countOf(given));
      expect([...values.keys()].sort()).toEqual([...given.keys()].sort());
      for (const [name, tensor] of given) expect(values.get(name)).toEqual(decompress(tensor));
    }), { numRuns: 300 });
  });

  it('are refused in a sentence where any byte is another, or come out in the same shape: no hang, no crash', () => {
    const bytes = encodeCompressed(some());
    const count = countOf(some());
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ change;
      try {
        const values = decodeCompressed(decodeSafetensors(damaged), count);
        expect([...values.values()].reduce((sum, { values: { length } }) => sum + length, 0)).toBeLessThanOrEqual(count);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    }), { numRuns: 2000 });
  });

  it('are refused where the stream or the words are cut off, and where something follows', () => {
    const { tensors: parts, metadata } = decodeSafetensors(encodeCompressed(some()));
    for (const part of ['stream', 'words']) {
      const whole = parts.get(part)?.data as Uint8Array;
      for (const length of [0, 1, 2, 4, whole.length >> 1, whole.length - 2, whole.length + 2]) {
        const data = new Uint8Array(length);
        data.set(whole.subarray(0, length));
        const file = { tensors: new Map([...parts, [part, { dtype: 'U8', shape: [length], data } as const]]), metadata };
        expect(() => decodeCompressed(file, countOf(some()))).toThrow(InvalidInputError);
      }
    }
  });

  it('never take more memory than the card counts', () => {
    const zeros = new Map<string, CompressedTensor>([['big', { kind: 'scaled', shape: [1000, 1000], axis: undefined, scales: Float32Array.of(1), integers: new Int32Array(1e6) }]]);
    const file = decodeSafetensors(encodeCompressed(zeros));
    expect(decodeCompressed(file, 1e6).get('big')?.values.length).toBe(1e6);
    expect(() => decodeCompressed(file, 1e6 - 1)).toThrow("'big' would have 1000000 values, but only 999999 are left");
  });

  it('with values that are no numbers are refused', () => {
    for (const bad of [NaN, Infinity]) {
      const cases: CompressedTensor[] = [
        { kind: 'scaled', shape: [2], axis: undefined, scales: Float32Array.of(bad), integers: Int32Array.of(1, 2) },
        { kind: 'scaled', shape: [2], axis: undefined, scales: Float32Array.of(-1), integers: Int32Array.of(1, 2) },
        { kind: 'float16', shape: [1], values: Float32Array.of(bad) },
        { kind: 'float32', shape: [1], values: Float32Array.of(bad) },
        { kind: 'shared', shape: [1], codebook: Float32Array.of(bad), origin: 0, integers: Int32Array.of(0) },
        { kind: 'shared', shape: [1], codebook: Float32Array.of(1), origin: 0, integers: Int32Array.of(1) },
      ];
      for (const tensor of cases) expect(() => decodeCompressed(decodeSafetensors(encodeCompressed(new Map([['t', tensor]]))), 10)).toThrow(InvalidInputError);
    }
  });

  it('of a later coding are refused by its name', () => {
    const { tensors: parts } = decodeSafetensors(encodeCompressed(some()));
    const later = decodeSafetensors(encodeSafetensors(parts, { [CODING_KEY]: 'fovea-2' }));
    expect(() => decodeCompressed(later, 1e6)).toThrow("coded as 'fovea-2'; this version reads 'fovea-1'");
  });

  it('take no more than the entropy of their numbers and a little for the rest', () => {
    const random = new Random(5);
    const tensor = quantizeChannels({ shape: [256, 256], values: Float32Array.from({ length: 65536 }, () => random.normal()) }, 31);
    const sparse = quantizeChannels({ shape: [256, 256], values: Float32Array.from({ length: 65536 }, () => (random.next() < 0.05 ? random.normal() : 0)) }, 31);
    for (const one of [tensor, sparse]) {
      if (one.kind !== 'scaled') throw new Error('expected whole numbers');
      const counts = new Map<number, number>();
      for (const integer of one.integers) counts.set(integer, (counts.get(integer) ?? 0) + 1);
      const bits = [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / 65536), 0);
      const { length } = encodeCompressed(new Map([['t', one]]));
      expect(length).toBeLessThan((bits / 8) * 1.02 + 900);
    }
  });
});
