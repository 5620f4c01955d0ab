import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { checkPixels, normalize } from '../../../models/frames/normalize';

const rgb = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 1, max: 255, noNaN: true }))) as fc.Arbitrary<[number, number, number]>;

it('gives (byte - mean) / std for each channel, of RGB and of RGBA', () => {
  fc.assert(fc.property(fc.constantFrom(3 as const, 4 as const), fc.uint8Array({ minLength: 24, maxLength: 24 }), rgb, rgb, (channels, data, mean, std) => {
    const width = 24 / channels;
    const values = normalize({ width, height: 1, channels, data }, { mean, std });
    expect(values).toHaveLength(3 * width);
    values.forEach((value, i) => {
      const channel = i % 3;
      const byte = data[Math.floor(i / 3) * channels + channel] ?? NaN;
      expect(value).toBeCloseTo((byte - (mean[channel] ?? NaN)) / (std[channel] ?? NaN), 4);
    });
  }));
});

it('refuses pixels that are not of the input’s size', () => {
  const input = { width: 2, height: 2 };
  expect(() => checkPixels({ width: 2, height: 2, channels: 3, data: new Uint8Array(12) }, input)).not.toThrow();
  expect(() => checkPixels({ width: 2, height: 2, channels: 4, data: new Uint8Array(12) }, input)).toThrow(InvalidInputError);
  expect(() => checkPixels({ width: 3, height: 2, channels: 3, data: new Uint8Array(18) }, input)).toThrow(/Expected 2 x 2 pixels, given 3 x 2/);
});
