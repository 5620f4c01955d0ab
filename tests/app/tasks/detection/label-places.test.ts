import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from '../../../../app/tasks/detection/label-places';
import { areaOf, intersect } from '../../../../models/geometry/box';

const view = { width: 400, height: 600 };
const label = { width: 90, height: 24 };
const box = fc.record({ x: fc.integer({ min: 0, max: 380 }), y: fc.integer({ min: 0, max: 580 }), width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 600 }) });

describe('labels', () => {
  it('stand above their box where there is room', () => {
    expect(placeLabels([{ x: 50, y: 100, width: 80, height: 200 }], [label], view)).toEqual([{ x: 50, y: 76, ...label }]);
  });

  it('lie within the view, wherever their boxes are', () => {
    fc.assert(fc.property(fc.array(box, { maxLength: 12 }), (boxes) => {
      const placed = placeLabels(boxes, boxes.map(() => label), view);
      expect(placed).toHaveLength(boxes.length);
      for (const { x, y } of placed) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(view.width - label.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(view.height - label.height);
      }
    }));
  });

  it('do not lie under what covers the view', () => {
    const bar = { x: 0, y: 0, width: 400, height: 90 };
    expect(placeLabels([{ x: 50, y: 100, width: 80, height: 200 }], [label], view, [bar])).toEqual([{ x: 50, y: 100, ...label }]);
  });

  it('lie beside what covers all of their usual places, at their box', () => {
    const all = { x: 0, y: 0, width: 400, height: 600 };
    const [logo, pill, bar, notch] = [{ x: 12, y: 12, width: 48, height: 48 }, { x: 200, y: 12, width: 188, height: 48 }, { x: 12, y: 460, width: 376, height: 128 }, { x: 0, y: 0, width: 10, height: 600 }];
    for (const covers of [[logo, pill, bar], [logo, pill, bar, notch], [{ ...logo, width: 376 }, bar]]) {
      const [place] = placeLabels([all], [label], view, covers);
      if (place === undefined) throw new Error('There is no label.');
      for (const cover of covers) expect(areaOf(intersect(place, cover))).toBe(0);
    }
  });

  it('do not hide each other when two things stand in the same place', () => {
    const same = { x: 50, y: 200, width: 100, height: 150 };
    const placed = placeLabels([same, same, same], [label, label, label], view);
    for (const [index, one] of placed.entries()) {
      for (const other of placed.slice(index + 1)) expect(areaOf(intersect(one, other))).toBe(0);
    }
  });
});
