import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameTimes } from '../../../../server/offload/queue/frame-times';

const light = { model: 'light', size: 320 };
const heavy = { model: 'heavy', size: undefined };

it('expects of each model at each size what its own frames took, and more where they vary', () => {
  fc.assert(fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), fc.double({ min: 1, max: 1000, noNaN: true }), (lightMs, heavyMs) => {
    const times = new FrameTimes();
    for (let frame = 0; frame < 60; frame++) {
      times.took(light, lightMs);
      times.took(heavy, heavyMs * (frame % 2 === 0 ? 0.5 : 1.5));
    }
    expect(times.expected(light)).toBeCloseTo(lightMs, 3);
    expect(times.expected(heavy)).toBeGreaterThan(1.3 * heavyMs);
    expect(times.expected({ model: 'light', size: 512 })).toBe(0);
  }));
});

it('is forgotten bit by bit where it keeps frames from being tried, once for all frames of a kind', () => {
  const times = new FrameTimes();
  for (const kind of [light, heavy]) times.took(kind, 1000);
  times.doubt([heavy, heavy, heavy]);
  expect([times.expected(light), times.expected(heavy)]).toEqual([1000, 800]);
  times.doubt([{ model: 'unknown', size: 1 }]);
  for (let doubts = 0; doubts < 30; doubts++) times.doubt([heavy]);
  expect(times.expected(heavy)).toBeLessThan(2);
});

it('expects frames that are looked at together no later than one after another', () => {
  const times = new FrameTimes();
  expect(times.expected(light, 4)).toBe(0);
  times.took(light, 10);
  expect([times.expected(light), times.expected(light, 4)]).toEqual([10, 40]);
  times.took(light, 25, 4);
  expect([times.expected(light), times.expected(light, 4)]).toEqual([10, 25]);
  times.took(heavy, 900, 4);
  expect([times.expected(heavy), times.expected(heavy, 4)]).toEqual([0, 900]);
});
