import { expect } from 'vitest';
import type { Evaluation } from '../../../training/evaluation/coco/coco';
import { BOX_PROTOCOL, type DetectionFigure } from '../../../training/evaluation/coco/protocol';
import type { Expected } from './fixtures';

const TOLERANCE = 1e-6;

/** What pycocotools says, of boxes or of masks: every figure, category and setting. */
export function expectEqual(evaluation: Evaluation<DetectionFigure>, expected: Expected): void {
  const recalls = BOX_PROTOCOL.recalls.length;
  const settings = evaluation.recall.length / BOX_PROTOCOL.thresholds.length;
  const meanPrecision = expected.recall.map((_, index) => {
    const [t, setting] = [Math.floor(index / settings), index % settings];
    let sum = 0;
    for (let r = 0; r < recalls; r++) sum += evaluation.precision[(t * recalls + r) * settings + setting] ?? NaN;
    return sum / recalls;
  });
  const worst = (ours: readonly number[], theirs: readonly number[]) =>
    Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? NaN))));

  expect(Object.keys(evaluation.summary)).toEqual(Object.keys(expected.summary));
  for (const [name, value] of Object.entries(evaluation.summary)) {
    expect(Math.abs(value - (expected.summary[name] ?? NaN)), name).toBeLessThan(TOLERANCE);
  }
  expect(evaluation.perCategory.map(({ id }) => id)).toEqual(expected.perCategory.map(({ id }) => id));
  expect(worst(evaluation.perCategory.map(({ ap }) => ap), expected.perCategory.map(({ ap }) => ap))).toBeLessThan(TOLERANCE);
  expect(worst(evaluation.perCategory.map(({ ap50 }) => ap50), expected.perCategory.map(({ ap50 }) => ap50))).toBeLessThan(TOLERANCE);
  expect(evaluation.recall.length).toBe(expected.recall.length);
  expect(worst([...evaluation.recall], expected.recall)).toBeLessThan(TOLERANCE);
  expect(worst(meanPrecision, expected.precision)).toBeLessThan(TOLERANCE);
}
