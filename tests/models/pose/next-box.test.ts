import { describe, expect, it } from 'vitest';
import { iou } from '../../../models/geometry/box';
import { nextBox } from '../../../models/pose/next-box';
import { LEGS, standing } from './body';

const picture = { width: 640, height: 480 };
const box = { x: 100, y: 50, width: 100, height: 250 };

describe('the next box of a person', () => {
  it('is about the one that the person is in, however the last one lay', () => {
    const person = standing(box);
    const next = nextBox({ ...person, box: { x: 130, y: 90, width: 120, height: 250 } }, picture);
    expect(next && iou(next, box)).toBeGreaterThan(0.8);
  });

  it('follows somebody who walks, step by step, without growing or shrinking', () => {
    let last = box;
    for (let step = 1; step <= 20; step++) {
      const now = { ...box, x: box.x + 12 * step };
      const next = nextBox({ ...standing(now), box: last }, picture);
      if (next === undefined) throw new Error('The person was lost.');
      expect(iou(next, now)).toBeGreaterThan(0.8);
      last = next;
    }
  });

  it('keeps its size without a torso, and goes where the joints are', () => {
    const away = standing({ ...box, x: 220 }, 0.8, [...LEGS, 7, 8, 9, 10]);
    const next = nextBox({ ...away, box }, picture);
    expect(next).toMatchObject({ width: box.width, height: box.height });
    expect(next?.x).toBeGreaterThan(box.x);
    for (const { x, y } of away.keypoints.slice(0, 7)) {
      expect(x).toBeGreaterThanOrEqual(next?.x ?? Infinity);
      expect(x).toBeLessThanOrEqual((next?.x ?? 0) + box.width);
      expect(y).toBeGreaterThanOrEqual(next?.y ?? Infinity);
    }
  });

  it('is there for nobody who is hardly seen, or outside the picture', () => {
    expect(nextBox(standing(box, 0.1), picture)).toBeUndefined();
    expect(nextBox(standing({ ...box, x: 900 }), picture)).toBeUndefined();
  });
});
