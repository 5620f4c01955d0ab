import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thingAt } from '../../../../app/tasks/detection/thing-at';
import { place, toView, type Fit } from '../../../../app/overlay/view';
import { areaOf, type Box } from '../../../../models/geometry/box';

const PICTURE = { width: 640, height: 480 };
const thing = (id: number, box: Box) => ({ id, categoryId: 1, label: 'person', score: 0.8, opacity: 1, box });
const someBox = fc.record({ x: fc.integer({ min: 0, max: 500 }), y: fc.integer({ min: 0, max: 350 }), width: fc.integer({ min: 20, max: 140 }), height: fc.integer({ min: 20, max: 130 }) });
const someView = fc.record({ view: fc.record({ width: fc.integer({ min: 200, max: 1500 }), height: fc.integer({ min: 200, max: 1500 }) }), fit: fc.constantFrom<Fit>('cover', 'contain'), mirrored: fc.boolean() });

describe('thingAt', () => {
  it('is the thing whose middle is tapped, or a smaller one before it, however the picture lies in the view', () => {
    fc.assert(fc.property(fc.array(someBox, { minLength: 1, maxLength: 6 }), someView, (boxes, { view, fit, mirrored }) => {
      const things = boxes.map((box, index) => thing(index, box));
      const placement = place(PICTURE, view, fit);
      for (const { id, box } of things) {
        const { x, y, width, height } = toView(placement, box, mirrored);
        const found = thingAt(things, { x: x + width / 2, y: y + height / 2 }, placement, mirrored);
        expect(found !== undefined && (found.id === id || areaOf(found.box) <= areaOf(box))).toBe(true);
      }
    }));
  });

  const placement = place(PICTURE, PICTURE, 'contain');
  const [large, small] = [thing(1, { x: 0, y: 0, width: 400, height: 400 }), thing(2, { x: 100, y: 100, width: 50, height: 50 })];

  it('takes the smallest of those that lie over one another', () => {
    expect(thingAt([large, small], { x: 120, y: 120 }, placement, false)?.id).toBe(2);
    expect(thingAt([large, small], { x: 20, y: 20 }, placement, false)?.id).toBe(1);
  });

  it('forgives a tap beside a box or on its label, and finds nothing far from all', () => {
    expect(thingAt([small], { x: 155, y: 120 }, placement, false)?.id).toBe(2);
    expect(thingAt([small], { x: 110, y: 80 }, placement, false)?.id).toBe(2);
    expect(thingAt([small], { x: 300, y: 120 }, placement, false)).toBeUndefined();
  });

  it('turns left and right round in a mirrored view', () => {
    expect(thingAt([small], { x: 640 - 120, y: 120 }, placement, true)?.id).toBe(2);
    expect(thingAt([small], { x: 120, y: 120 }, placement, true)).toBeUndefined();
  });
});
