import { expect } from 'vitest';

/** That two results agree to `tolerance` of their spread. */
export function expectClose(actual: ArrayLike<number>, expected: Float32Array, tolerance = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  let worst = 0;
  expected.forEach((value, i) => {
    const difference = Math.abs(value - (actual[i] ?? NaN)) / largest;
    // Not Math.max: a NaN has to fail.
    if (!(difference <= worst)) worst = difference;
  });
  expect(worst).toBeLessThanOrEqual(tolerance);
}
