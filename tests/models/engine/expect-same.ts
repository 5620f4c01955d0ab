import { expect } from 'vitest';
import type { Prediction } from '../../../models/prediction/prediction';

/** Masks within two of 255 and scores to 1e-4, boxes and keypoints to a ten-thousandth of the input's side and what rounding to the picture's pixels makes of it. */
export function expectSame(actual: Prediction | undefined, expected: Prediction | undefined): void {
  if (actual?.task === 'classification' && expected?.task === 'classification') {
    expect(actual.classes.map(({ label }) => label)).toEqual(expected.classes.map(({ label }) => label));
    actual.classes.forEach(({ score }, index) => expect(score).toBeCloseTo(expected.classes[index]?.score ?? NaN, 4));
    return;
  }
  if (actual?.task === 'pose' && expected?.task === 'pose') {
    expect(actual.persons.map(({ keypoints }) => keypoints.length)).toEqual(expected.persons.map(({ keypoints }) => keypoints.length));
    expect(actual.persons.length).toBeGreaterThan(0);
    actual.persons.forEach(({ keypoints }, index) => keypoints.forEach((point, at) => {
      const other = expected.persons[index]?.keypoints[at];
      for (const part of ['x', 'y', 'score'] as const) expect(Math.abs(point[part] - (other?.[part] ?? NaN))).toBeLessThan(0.05);
    }));
    return;
  }
  if (actual?.task === 'segmentation' && expected?.task === 'segmentation') {
    expect(actual.regions.map(({ label }) => label)).toEqual(expected.regions.map(({ label }) => label));
    actual.regions.forEach(({ score, mask: { values } }, index) => {
      const other = expected.regions[index];
      expect(score).toBeCloseTo(other?.score ?? NaN, 3);
      expect(values.reduce((most, value, cell) => Math.max(most, Math.abs(value - (other?.mask.values[cell] ?? NaN))), 0)).toBeLessThanOrEqual(2);
    });
    return;
  }
  if (actual?.task === 'style' && expected?.task === 'style') {
    expect(actual.styles).toEqual(expected.styles);
    const [picture, other] = [actual.picture, expected.picture];
    if (!('pixels' in picture) || !('pixels' in other)) throw new Error('The pictures are encoded.');
    expect([picture.width, picture.height]).toEqual([other.width, other.height]);
    expect(picture.pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - (other.pixels[at] ?? NaN))), 0)).toBeLessThanOrEqual(2);
    return;
  }
  if (actual?.task === 'instances' && expected?.task === 'instances') {
    actual.detections.forEach(({ mask: { values } }, index) => {
      const other = expected.detections[index]?.mask.values;
      expect(Math.max(...values.map((value, cell) => Math.abs(value - (other?.[cell] ?? NaN))))).toBeLessThanOrEqual(2);
    });
  }
  if (actual === undefined || expected === undefined || !('detections' in actual) || !('detections' in expected)) throw new Error('The predictors answer with different tasks.');
  expect(actual.detections.map(({ label }) => label)).toEqual(expected.detections.map(({ label }) => label));
  expect(actual.detections.length).toBeGreaterThan(0);
  actual.detections.forEach(({ score, box }, index) => {
    const other = expected.detections[index];
    expect(Math.abs(score - (other?.score ?? NaN))).toBeLessThan(1e-4);
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(Math.abs(box[side] - (other?.box[side] ?? NaN))).toBeLessThan(0.05);
  });
}
