import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../../models/compression/compressed-tensor';
import { mostOf, quantizeChannels, roundedUp } from '../../../training/compression/quantize-channels';

describe('quantizeChannels', () => {
  it.each([
    { shape: [2, 2, 3, 4], channelOf: (i: number) => i % 4, channels: 4 },
    { shape: [3, 3, 5, 1], channelOf: (i: number) => i % 5, channels: 5 },
    { shape: [6, 3], channelOf: (i: number) => i % 3, channels: 3 },
    { shape: [7], channelOf: () => 0, channels: 1 },
  ])('is off by at most half a step of the channel, in shape $shape', ({ shape, channelOf, channels }) => {
    const length = shape.reduce((a, b) => a * b);
    const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: length, maxLength: length });
    fc.assert(fc.property(values, fc.integer({ min: 2, max: 8 }), (given, bits) => {
      const tensor = quantizeChannels({ shape, values: Float32Array.from(given) }, mostOf(bits));
      if (tensor.kind !== 'scaled') throw new Error('expected whole numbers');
      expect(tensor.scales).toHaveLength(channels);
      const most = mostOf(bits);
      expect(tensor.integers.every((integer) => Math.abs(integer) <= most)).toBe(true);
      for (const [i, value] of decompress(tensor).values.entries()) {
        const largest = Math.max(...given.filter((_, at) => channelOf(at) === channelOf(i)).map(Math.abs));
        expect(Math.abs(value - (given[i] ?? NaN))).toBeLessThanOrEqual((largest / most / 2) * 1.009 + 1e-37);
      }
    }));
  });

  it('rounds scales up to what bfloat16 has', () => {
    fc.assert(fc.property(fc.float({ min: 0, max: 2 ** 60, noNaN: true }), (value) => {
      const rounded = roundedUp(value);
      expect(rounded).toBeGreaterThanOrEqual(value);
      expect(rounded).toBeLessThanOrEqual(value * (1 + 2 ** -7) + 1e-38);
      expect(Array.from(new Uint32Array(Float32Array.of(rounded).buffer), (bits) => bits & 0xffff)).toEqual([0]);
    }));
  });
});
