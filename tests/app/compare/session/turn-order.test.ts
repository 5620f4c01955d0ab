import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnOrder } from '../../../../app/compare/session/turn-order';

describe('turns', () => {
  it('let everyone look once at each frame, and each come first, second and so on equally often', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 1000 }), (count, start) => {
      const orders = Array.from({ length: 2 * count }, (_, turn) => turnOrder(count, 2 * count * start + turn));
      const everyone = Array.from({ length: count }, (_, index) => index);
      for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(everyone);
      for (const place of everyone) {
        for (const index of everyone) expect(orders.filter((order) => order[place] === index)).toHaveLength(2);
      }
    }));
  });

  it('let none always follow the same one', () => {
    const after = (index: number) => new Set(Array.from({ length: 6 }, (_, turn) => turnOrder(3, turn)).flatMap((order) => order[order.indexOf(index) + 1] ?? []));
    expect([0, 1, 2].map((index) => after(index).size)).toEqual([2, 2, 2]);
  });
});
