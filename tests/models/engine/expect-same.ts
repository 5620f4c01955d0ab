import { expect } from 'vitest';
import type { Prediction } from '../../../models/prediction/prediction';

/** Scores to 1e-4, boxes to a ten-thousandth of the input's side and what rounding to the picture's pixels makes of it. */
export function expectSame(actual: Prediction | undefined, expected: Prediction | undefined): void {
  if (actual?.task === 'classification' && expected?.task === 'classification') {
    expect(actual.classes.map(({ label }) => label)).toEqual(expected.classes.map(({ label }) => label));
    actual.classes.forEach(({ score }, index) => expect(score).toBeCloseTo(expected.classes[index]?.score ?? NaN, 4));
    return;
  }
  if (actual?.task !== 'detection' || expected?.task !== 'detection') throw new Error('The predictors answer with different tasks.');
  expect(actual.detections.map(({ label }) => label)).toEqual(expected.detections.map(({ label }) => label));
  expect(actual.detections.length).toBeGreaterThan(0);
  actual.detections.forEach(({ score, box }, index) => {
    const other = expected.detections[index];
    expect(Math.abs(score - (other?.score ?? NaN))).toBeLessThan(1e-4);
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(Math.abs(box[side] - (other?.box[side] ?? NaN))).toBeLessThan(0.05);
  });
}
