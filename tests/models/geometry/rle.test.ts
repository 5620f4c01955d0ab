import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { areaOfRle, boxOfRle, compressRle, decodeRle, decompressRle, encodeRle, mergeRles, type Rle } from '../../../models/geometry/rle';
import { Random } from '../../../models/tensor/random';
import fixture from './rle.fixture.json';

interface Mask { height: number; width: number; pixels: Uint8Array }

/** Sparse, dense and plain masks, so that runs of many lengths occur. */
const maskOf = (height: number, width: number): fc.Arbitrary<Mask> => fc.tuple(fc.constantFrom(0.02, 0.5, 0.97, 0, 1), fc.integer()).map(([density, seed]) => {
  const random = new Random(seed);
  return { height, width, pixels: Uint8Array.from({ length: height * width }, () => (random.next() < density ? 1 : 0)) };
});
const size = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }));
const mask = size.chain(([height, width]) => maskOf(height, width));
const encode = ({ height, width, pixels }: Mask): Rle => encodeRle(pixels, height, width);

describe('run-length encoding', () => {
  it('decodes what it encodes', () => {
    fc.assert(fc.property(mask, (one) => {
      expect(decodeRle(encode(one))).toEqual(one.pixels);
    }));
  });

  it('compresses and decompresses any counts', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 21 }), { minLength: 1, maxLength: 30 }), (counts) => {
      const rle: Rle = { size: [1, counts.reduce((sum, run) => sum + run, 0)], counts };
      const compressed = compressRle(rle);
      expect(decompressRle(compressed)).toEqual(rle);
      expect(/^[\x30-\x6f]*$/.test(compressed.counts)).toBe(true);
    }));
  });

  it('writes columns first and begins with the background, as COCO does', () => {
    // 0 1 1
    // 1 1 0
    expect(encodeRle(Uint8Array.of(0, 1, 1, 1, 1, 0), 2, 3).counts).toEqual([1, 4, 1]);
    expect(encodeRle(Uint8Array.of(1, 0), 2, 1).counts).toEqual([0, 1, 1]);
    expect(encodeRle(new Uint8Array(4), 2, 2).counts).toEqual([4]);
  });

  it('knows the area and the box', () => {
    fc.assert(fc.property(mask, (one) => {
      const rle = encode(one);
      const points = [...one.pixels.entries()].filter(([, on]) => on === 1).map(([at]) => ({ x: at % one.width, y: Math.floor(at / one.width) }));
      expect(areaOfRle(rle)).toBe(points.length);
      const left = Math.min(...points.map(({ x }) => x));
      const top = Math.min(...points.map(({ y }) => y));
      const expected = points.length === 0
        ? { x: 0, y: 0, width: 0, height: 0 }
        : { x: left, y: top, width: Math.max(...points.map(({ x }) => x)) - left + 1, height: Math.max(...points.map(({ y }) => y)) - top + 1 };
      expect(boxOfRle(rle)).toEqual(expected);
    }));
  });

  it('merges masks pixel by pixel', () => {
    const several = size.chain(([height, width]) => fc.array(maskOf(height, width), { minLength: 1, maxLength: 4 }));
    fc.assert(fc.property(several, fc.boolean(), (masks, intersect) => {
      const merged = decodeRle(mergeRles(masks.map(encode), intersect));
      const expected = merged.map((_, at) => ((intersect ? masks.every((one) => one.pixels[at] === 1) : masks.some((one) => one.pixels[at] === 1)) ? 1 : 0));
      expect(merged).toEqual(expected);
    }));
  });

  it('agrees with pycocotools', () => {
    const rles = fixture.masks.map(({ size: [height = 0, width = 0], pixels, counts, area, box }) => {
      const rle = encodeRle(Uint8Array.from(pixels, Number), height, width);
      expect(compressRle(rle).counts).toBe(counts);
      expect(decompressRle({ size: rle.size, counts })).toEqual(rle);
      expect(areaOfRle(rle)).toBe(area);
      if (area > 0) expect(Object.values(boxOfRle(rle))).toEqual(box);
      return rle;
    });
    const pair = rles.slice(-2);
    expect(compressRle(mergeRles(pair)).counts).toBe(fixture.union);
    expect(compressRle(mergeRles(pair, true)).counts).toBe(fixture.intersection);
  });

  it('refuses broken masks', () => {
    expect(() => encodeRle(new Uint8Array(5), 2, 2)).toThrow(InvalidInputError);
    expect(() => decodeRle({ size: [2, 2], counts: [1, 2] })).toThrow(/add up to 3; expected 4/);
    expect(() => decompressRle({ size: [2, 2], counts: 'P' })).toThrow(InvalidInputError);
    expect(() => decompressRle({ size: [2, 2], counts: '\n' })).toThrow(InvalidInputError);
    expect(() => mergeRles([])).toThrow(InvalidInputError);
    expect(() => mergeRles([{ size: [1, 1], counts: [1] }, { size: [1, 2], counts: [2] }])).toThrow(/same size/);
  });
});
