import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFigures, meanOf, type Agreement } from '../../../models/agreement/agreement';
import { classesAgreement } from '../../../models/agreement/classes-agreement';
import { maskIou, splitMasks } from '../../../models/agreement/mask-agreement';
import { matchBoxes } from '../../../models/agreement/match-boxes';
import { posesAgreement } from '../../../models/agreement/poses-agreement';
import { regionsAgreement } from '../../../models/agreement/regions-agreement';
import { thingsAgreement } from '../../../models/agreement/things-agreement';
import { areaOf } from '../../../models/geometry/box';
import { agreementOf } from '../../../models/tasks';

const thing = (x: number, score = 0.8, categoryId = 1) => ({ categoryId, label: `class ${categoryId}`, score, box: { x, y: 0, width: 10, height: 10 } });
const figure = ({ figures }: Agreement, name: string) => {
  const found = figures.find((one) => one.name === name);
  return found && meanOf(found);
};

const things = fc.array(fc.record({
  categoryId: fc.integer({ min: 1, max: 2 }),
  label: fc.constant('thing'),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  box: fc.record({ x: fc.integer({ min: 0, max: 30 }), y: fc.integer({ min: 0, max: 30 }), width: fc.integer({ min: 1, max: 20 }), height: fc.integer({ min: 1, max: 20 }) }),
}), { maxLength: 8 });

describe('matched boxes', () => {
  it('overlap by half or more, are of one category, and are matched once, the closest first', () => {
    const [near, far] = [thing(1), thing(3)];
    const reference = thing(0);
    expect(matchBoxes([reference], [far, near])).toEqual({ pairs: [{ reference, other: near, iou: 90 / 110 }], onlyReference: [], onlyOther: [far] });
    expect(matchBoxes([reference], [thing(0, 0.8, 2)]).pairs).toEqual([]);
    // A third of the union.
    expect(matchBoxes([reference], [thing(5)]).pairs).toEqual([]);
  });

  it('agree wholly with themselves, and as much from either side', () => {
    fc.assert(fc.property(things, things, (a, b) => {
      const self = thingsAgreement(a, a);
      expect(figure(self, 'Matched boxes')).toBe(a.length === 0 ? undefined : 1);
      expect(self.differences.every(({ foundBy }) => foundBy === 'both')).toBe(true);
      const [there, back] = [thingsAgreement(a, b), thingsAgreement(b, a)];
      expect(there.figures.map(({ count }) => count)).toEqual(back.figures.map(({ count }) => count));
      there.figures.forEach(({ sum }, index) => expect(sum).toBeCloseTo(back.figures[index]?.sum ?? NaN));
      expect(there.differences).toHaveLength(back.differences.length);
    }));
  });

  it('are counted, with how well they overlap and how far their scores lie apart', () => {
    const agreement = thingsAgreement([thing(0, 0.9), thing(100)], [thing(2, 0.6), thing(200), thing(300)]);
    expect(figure(agreement, 'Matched boxes')).toBe(2 / 5);
    expect(figure(agreement, 'IoU of matched boxes')).toBeCloseTo(80 / 120);
    expect(figure(agreement, 'Score difference')).toBeCloseTo(0.3);
    expect(agreement.differences.map(({ foundBy, box: { x } }) => [foundBy, x])).toEqual([['both', 0], ['reference', 100], ['other', 200], ['other', 300]]);
  });

  it('of many pictures are one mean over all boxes, not of the pictures', () => {
    const figures = addFigures(thingsAgreement([thing(0)], [thing(0)]).figures, thingsAgreement([thing(0), thing(50), thing(90)], [thing(200)]).figures);
    expect(figures[0]).toMatchObject({ name: 'Matched boxes', sum: 2, count: 6 });
    expect(addFigures([], figures)).toEqual(figures);
    expect(meanOf({ name: 'nothing', sum: 0, count: 0, shownAs: 'share' })).toBeUndefined();
  });
});

/** A mask of so many cells along a side, filled from one column to another. */
const mask = (side: number, from: number, to: number) => ({ width: side, height: side, values: Uint8Array.from({ length: side * side }, (_, cell) => (cell % side >= from && cell % side < to ? 255 : 0)) });
const box = { x: 0, y: 0, width: 100, height: 100 };

describe('masks', () => {
  it('are compared where they lie in the picture, whatever grid they come on', () => {
    expect(maskIou({ mask: mask(28, 0, 28), box }, { mask: mask(14, 0, 14), box })).toBeCloseTo(1, 1);
    expect(maskIou({ mask: mask(28, 0, 14), box }, { mask: mask(28, 14, 28), box })).toBeLessThan(0.03);
    expect(maskIou({ mask: mask(28, 0, 28), box }, { mask: mask(28, 0, 14), box })).toBeCloseTo(0.5, 1);
    // The right half of one box is the left half of the other.
    expect(maskIou({ mask: mask(28, 14, 28), box }, { mask: mask(28, 0, 14), box: { ...box, x: 50 } })).toBeGreaterThan(0.95);
    expect(maskIou({ mask: mask(28, 0, 0), box }, { mask: mask(28, 0, 0), box })).toBe(0);
  });

  it('come apart into what both have and what one alone has', () => {
    const split = splitMasks({ mask: mask(32, 0, 24), box }, { mask: mask(32, 8, 32), box });
    const share = ({ values }: { readonly values: Uint8Array }) => values.filter((value) => value > 127).length / values.length;
    expect(areaOf(split.box)).toBe(10_000);
    expect(share(split.both)).toBeCloseTo(0.5, 1);
    expect(share(split.reference)).toBeCloseTo(0.25, 1);
    expect(share(split.other)).toBeCloseTo(0.25, 1);
  });

  it('of a class that one alone has agree not at all', () => {
    const region = { categoryId: 1, label: 'person', score: 0.9, mask: mask(32, 4, 28) };
    const [some, none] = [{ width: 100, height: 100, regions: [region] }, { width: 100, height: 100, regions: [] }];
    expect(figure(regionsAgreement(some, some), 'IoU of masks')).toBe(1);
    expect(figure(regionsAgreement(some, none), 'IoU of masks')).toBe(0);
    expect(figure(regionsAgreement(none, none), 'IoU of masks')).toBeUndefined();
  });
});

describe('answers for the whole picture', () => {
  const answers = (...classes: readonly [number, number][]) => ({ width: 4, height: 3, classes: classes.map(([categoryId, score]) => ({ categoryId, label: String(categoryId), score })) });

  it('agree where the first is the same, however probable', () => {
    const agreement = classesAgreement(answers([7, 0.9], [2, 0.05]), answers([7, 0.6]));
    expect(figure(agreement, 'Same first answer')).toBe(1);
    expect(figure(agreement, 'Score difference')).toBeCloseTo(0.3);
    expect(agreement.differences.map(({ foundBy }) => foundBy)).toEqual(['both']);
  });

  it('else differ, by all of the probability where the other does not name it', () => {
    const agreement = classesAgreement(answers([7, 0.9]), answers([2, 0.6]));
    expect(figure(agreement, 'Same first answer')).toBe(0);
    expect(figure(agreement, 'Score difference')).toBeCloseTo(0.9);
    expect(agreement.differences.map(({ foundBy, label }) => [foundBy, label])).toEqual([['reference', '7'], ['other', '2']]);
    expect(figure(classesAgreement(answers(), answers()), 'Score difference')).toBeUndefined();
  });
});

describe('poses', () => {
  const person = (joints: readonly [number, number, number][]) => ({ categoryId: 1, label: 'person', score: 0.8, box, keypoints: joints.map(([x, y, score]) => ({ x, y, score })) });

  it('agree in the joints that lie within a twentieth of the person, of those that the reference is sure of', () => {
    const reference = person([[10, 10, 0.9], [50, 50, 0.9], [90, 90, 0.1]]);
    const agreement = posesAgreement([reference], [person([[13, 14, 0.9], [50, 56, 0.9], [0, 0, 0.9]])]);
    expect(figure(agreement, 'Joints within 5 % of the person’s size')).toBe(0.5);
    expect(agreement.differences[0]?.shifts).toHaveLength(2);
    expect(posesAgreement([reference], []).differences[0]).not.toHaveProperty('shifts');
  });
});

describe('answers of two tasks', () => {
  it('are not compared', () => {
    const found = { task: 'detection', width: 4, height: 3, detections: [] } as const;
    expect(agreementOf(found, { task: 'classification', width: 4, height: 3, classes: [] })).toBeUndefined();
    expect(agreementOf(found, found)?.differences).toEqual([]);
  });
});
