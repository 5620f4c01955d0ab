import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packMask, unpackMask } from '../../../models/geometry/packed-mask';

const masks = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })).chain(([width, height]) =>
  fc.array(fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 })), { minLength: width * height, maxLength: width * height })
    .map((values) => ({ width, height, values: Uint8Array.from(values) })));

it('comes back to the nearest of sixteen levels, on the same side of the edge, in at most a byte a cell', () => {
  fc.assert(fc.property(masks, (mask) => {
    const packed = packMask(mask);
    expect(packed.length).toBeLessThanOrEqual(mask.values.length);
    const { values, ...size } = unpackMask(packed, mask);
    expect(size).toEqual({ width: mask.width, height: mask.height });
    expect(values.every((value, cell) => Math.abs(value - (mask.values[cell] ?? NaN)) <= 8 && value > 127 === (mask.values[cell] ?? NaN) > 127)).toBe(true);
    expect(packMask(unpackMask(packed, mask))).toEqual(packed);
  }));
});

it('is refused where it is of other cells', () => {
  expect(() => unpackMask(Uint8Array.of(0x0f), { width: 5, height: 3 })).toThrow('of 5 x 3 cells are of 16; expected 15');
});
