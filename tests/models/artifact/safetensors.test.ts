import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../../models/artifact/safetensors';
import { FoveaError } from '../../../models/errors';

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const bytesOf = (shapeOf: readonly number[], elementBytes: number) => {
  const length = shapeOf.reduce((product, size) => product * size, elementBytes);
  return fc.uint8Array({ minLength: length, maxLength: length });
};
const tensor: fc.Arbitrary<StoredTensor> = shape.chain((size) =>
  fc.oneof(
    bytesOf(size, 4).map((bytes): StoredTensor => ({ dtype: 'F32', shape: size, data: new Float32Array(bytes.slice().buffer) })),
    bytesOf(size, 4).map((bytes): StoredTensor => ({ dtype: 'I32', shape: size, data: new Int32Array(bytes.slice().buffer) })),
    bytesOf(size, 2).map((bytes): StoredTensor => ({ dtype: 'F16', shape: size, data: new Uint16Array(bytes.slice().buffer) })),
    bytesOf(size, 2).map((bytes): StoredTensor => ({ dtype: 'BF16', shape: size, data: new Uint16Array(bytes.slice().buffer) })),
    bytesOf(size, 1).map((bytes): StoredTensor => ({ dtype: 'I8', shape: size, data: new Int8Array(bytes.slice().buffer) })),
    bytesOf(size, 1).map((bytes): StoredTensor => ({ dtype: 'U8', shape: size, data: bytes })),
  ),
);
const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a/b', '"', '\\', '{', '1', '__proto__', 'constructor')).filter((text) => text !== '__metadata__');
const tensors = fc.array(fc.tuple(name, tensor), { maxLength: 6 }).map((entries) => new Map(entries));
const metadata = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), fc.string(), { maxKeys: 3, noNullPrototype: true });

const rawBytes = ({ data }: StoredTensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A file with any header over `dataBytes` bytes. */
function file(header: string, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const entry = (begin: number, end: number, dtype = 'U8', size = [end - begin]) => JSON.stringify({ dtype, shape: size, data_offsets: [begin, end] });

describe('safetensors', () => {
  it('gives back what was encoded, bit for bit, wherever the bytes lie in memory', () => {
    fc.assert(
      fc.property(tensors, metadata, fc.integer({ min: 0, max: 7 }), (original, notes, offset) => {
        const encoded = encodeSafetensors(original, notes);
        const moved = new Uint8Array(new ArrayBuffer(encoded.length + offset), offset);
        moved.set(encoded);
        const decoded = decodeSafetensors(moved);
        expect(decoded.metadata).toEqual(notes);
        expect([...decoded.tensors.keys()].sort()).toEqual([...original.keys()].sort());
        for (const [key, expected] of original) {
          const actual = decoded.tensors.get(key);
          if (actual === undefined) throw new Error(`${key} is missing`);
          expect(actual.dtype).toBe(expected.dtype);
          expect(actual.shape).toEqual(expected.shape);
          expect(rawBytes(actual)).toEqual(rawBytes(expected));
        }
      }),
    );
  });

  it('writes the same bytes whatever order the tensors come in, and aligns all of them', () => {
    fc.assert(
      fc.property(tensors, metadata, (original, notes) => {
        const encoded = encodeSafetensors(original, notes);
        expect(encodeSafetensors(new Map([...original].reverse()), notes)).toEqual(encoded);
        for (const { data } of decodeSafetensors(encoded).tensors.values()) expect(data.buffer).toBe(encoded.buffer);
      }),
    );
  });

  it('answers damaged files with an error of its own, never another', () => {
    const damaged = fc.tuple(tensors, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), fc.nat()).map(([original, changes, cut]) => {
      const bytes = encodeSafetensors(original);
      for (const [at, value] of changes) bytes[at % Math.min(bytes.length, 200)] = value;
      return bytes.subarray(0, cut % 2 === 0 ? bytes.length : cut % bytes.length);
    });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 64 }), fc.json().map((json) => file(json, 4))), (bytes) => {
        try {
          decodeSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FoveaError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  const long = new Uint8Array(16);
  new DataView(long.buffer).setBigUint64(0, 1n << 40n, true);
  it.each([
    ['an empty file', new Uint8Array(0), /0 bytes/],
    ['a header longer than the file', file('{}').subarray(0, 9), /cut off/],
    ['a huge header', long, /at most 100000000/],
    ['a header that is not JSON', file('{'), /not JSON/],
    ['a header that is not UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /not JSON/],
    ['a header that is a list', file('[]'), /not a JSON object/],
    ['a name twice', file(`{"a":${entry(0, 0)},"a":${entry(0, 0)}}`), /names 'a' twice/],
    ['a name twice, spelled differently', file(`{"a":${entry(0, 0)},"\\u0061" :${entry(0, 0)}}`), /names 'a' twice/],
    ['an unknown type', file(`{"a":${entry(0, 8, 'F64', [1])}}`, 8), /'a' is wrong at 'dtype'/],
    ['a negative size', file(`{"a":${entry(0, 1, 'U8', [-1])}}`, 1), /wrong at 'shape.0'/],
    ['a shape that overflows', file(`{"a":${entry(0, 1, 'U8', [2 ** 52, 2 ** 52])}}`, 1), /its offsets are 0 to 1/],
    ['offsets that do not fit the shape', file(`{"a":${entry(0, 3, 'F32', [1])}}`, 3), /takes 4 bytes, but its offsets are 0 to 3/],
    ['offsets beyond the end', file(`{"a":${entry(0, 5)}}`, 4), /only 4 are there/],
    ['offsets that run backwards', file(`{"a":${entry(4, 0)}}`, 4), /./],
    ['overlapping tensors', file(`{"a":${entry(0, 3)},"b":${entry(2, 4)}}`, 4), /inside another tensor/],
    ['a gap', file(`{"a":${entry(0, 1)},"b":${entry(2, 4)}}`, 4), /bytes 1 to 2 of the data belong to no tensor/],
    ['bytes left over', file(`{"a":${entry(0, 1)}}`, 4), /bytes 1 to 4 of the data belong to no tensor/],
    ['metadata that is not text', file('{"__metadata__":{"a":1}}'), /__metadata__/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
    expect(() => decodeSafetensors(bytes)).toThrow(FoveaError);
  });

  it('refuses to write what could not be read', () => {
    expect(() => encodeSafetensors(new Map([['a', { dtype: 'U8', shape: [2], data: new Uint8Array(1) }]]))).toThrow(/1 elements/);
    expect(() => encodeSafetensors(new Map([['__metadata__', { dtype: 'U8', shape: [0], data: new Uint8Array(0) }]]))).toThrow(/__metadata__/);
  });
});
