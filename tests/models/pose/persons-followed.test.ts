import { describe, expect, it } from 'vitest';
import type { Box } from '../../../models/geometry/box';
import { PersonsFollowed } from '../../../models/pose/persons-followed';
import { standing } from './body';

const picture = { width: 640, height: 480 };
const near: Box = { x: 40, y: 40, width: 160, height: 400 };
const far: Box = { x: 400, y: 150, width: 60, height: 150 };

function following(boxes: readonly Box[], atMs = 0): PersonsFollowed {
  const followed = new PersonsFollowed();
  expect(followed.needsFinding(picture, atMs)).toBe(true);
  followed.found(boxes, atMs, 50);
  followed.seen(followed.largest(6).map((box) => standing(box)), picture);
  return followed;
}

describe('who is followed', () => {
  it('is found again after a second, and in every frame while there is nobody', () => {
    const followed = following([near, far]);
    expect(followed.needsFinding(picture, 999)).toBe(false);
    expect(followed.needsFinding(picture, 1000)).toBe(true);
    const nobody = following([]);
    expect(nobody.needsFinding(picture, 1)).toBe(true);
  });

  it('is found less often where finding takes long', () => {
    const followed = new PersonsFollowed();
    followed.found([near], 0, 400);
    followed.seen([standing(near)], picture);
    expect(followed.needsFinding(picture, 0)).toBe(true); // The picture's size was not known yet.
    followed.found([near], 0, 400);
    followed.seen([standing(near)], picture);
    expect(followed.needsFinding(picture, 1999)).toBe(false);
    expect(followed.needsFinding(picture, 2000)).toBe(true);
  });

  it('is forgotten with a picture of another size', () => {
    const followed = following([near]);
    expect(followed.needsFinding({ width: 480, height: 640 }, 1)).toBe(true);
    expect(followed.largest(6)).toEqual([]);
  });

  it('is looked at the largest first, as many as there is time for', () => {
    const followed = following([far, near]);
    const [first, ...others] = followed.largest(1);
    expect(first?.height).toBeGreaterThan(300);
    expect(others).toEqual([]);
    expect(followed.largest(6)).toHaveLength(2);
  });

  it('takes the box that was found, and keeps who was not found again', () => {
    const followed = following([near, far]);
    const moved = { ...near, x: near.x + 20 };
    followed.found([moved], 1000, 50);
    const boxes = followed.largest(6);
    expect(boxes).toHaveLength(2);
    expect(boxes[0]).toBe(moved);
  });

  it('is lost once hardly a joint is sure, which is told', () => {
    const followed = following([near, far]);
    const { there, lost } = followed.seen([standing(near), standing(far, 0.05)], picture);
    expect(there).toHaveLength(1);
    expect(lost).toBe(true);
    expect(followed.largest(6)).toHaveLength(1);
    expect(followed.seen([standing(near)], picture).lost).toBe(false);
  });

  it('is one person where two boxes show the same', () => {
    const followed = new PersonsFollowed();
    const { there, lost } = followed.seen([standing(near, 0.6), { ...standing(near), box: { ...near, height: 200 } }], picture);
    expect(there).toHaveLength(1);
    expect(there[0]?.score).toBeCloseTo(0.8);
    expect(lost).toBe(true);
  });
});
