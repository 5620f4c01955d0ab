import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapsAndIndices, hanSizes, huffmanBits } from '../../../training/compression/huffman-sizes';

describe('Deep Compression sizes', () => {
  it('have a filler where a gap is longer than its bits say', () => {
    // Figure 2 of Han et al. 2016: gaps 1, 3, filler, 3 for a span of 8, counted there from 1.
    const integers = new Int32Array(16);
    for (const [i, place] of [1, 4, 15].entries()) integers[place] = i + 1;
    expect(gapsAndIndices(integers, 8)).toEqual({ gaps: [1, 2, 7, 2], indices: [1, 2, 0, 3] });
  });

  it('say where every weight is', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(0, 0, 0, 0, 1, -2), { maxLength: 200 }), fc.integer({ min: 2, max: 9 }), (given, span) => {
      const { gaps, indices } = gapsAndIndices(Int32Array.from(given), span);
      const back = new Array<number>(given.length).fill(0);
      let place = -1;
      for (const [i, gap] of gaps.entries()) back[place += gap + 1] = indices[i] ?? NaN;
      expect(back).toEqual(given);
      expect(Math.max(0, ...gaps)).toBeLessThan(span);
    }));
  });

  it('are those of a Huffman code', () => {
    // Huffman 1952's way: what comes 4, 2, 1 and 1 times takes 1, 2, 3 and 3 bits.
    expect(huffmanBits([1, 1, 1, 1, 2, 2, 3, 4])).toBe(4 + 4 + 6 + 4 * 16);
    fc.assert(fc.property(fc.array(fc.nat(5), { minLength: 2, maxLength: 200 }), (symbols) => {
      const counts = [...new Set(symbols)].map((symbol) => symbols.filter((one) => one === symbol).length);
      const entropy = counts.reduce((sum, count) => sum - count * Math.log2(count / symbols.length), 0);
      const bits = huffmanBits(symbols) - counts.length * 16;
      expect(bits).toBeGreaterThanOrEqual(entropy - 1e-9);
      expect(bits).toBeLessThanOrEqual(entropy + symbols.length);
    }));
  });

  it('count weights, gaps and codebooks', () => {
    const integers = Int32Array.of(0, 1, 0, 2, 0, 0);
    const sizes = hanSizes(new Map([
      ['kernel', { kind: 'shared', shape: [3, 2], codebook: Float32Array.of(0, 1, 2, 3), origin: 0, integers }],
      ['bias', { kind: 'float16', shape: [2], values: new Float32Array(2) }],
    ]));
    expect(sizes.pruned).toBe(Math.ceil((2 * 37 + 64) / 8));
    expect(sizes.shared).toBe(Math.ceil((2 * 7 + 4 * 32 + 64) / 8));
  });
});
