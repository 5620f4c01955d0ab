import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/frame-placement';
import { placeBox } from '../../../../training/data/augment/placement';

describe('placeBox', () => {
  it('mirrors within the whole target', () => {
    const placement = { ...letterbox({ width: 10, height: 20 }, { width: 20, height: 20 }), flip: true };
    // The picture fills columns 5 to 15; its left edge becomes the right one.
    expect(placeBox(placement, { x: 0, y: 2, width: 3, height: 4 })).toEqual({ box: { x: 12, y: 2, width: 3, height: 4 }, visible: 1 });
  });

  it('says how much is in view', () => {
    const placement = { ...letterbox({ width: 10, height: 10 }, { width: 10, height: 10 }), padX: -4, flip: false };
    expect(placeBox(placement, { x: 0, y: 0, width: 8, height: 8 })).toEqual({ box: { x: 0, y: 0, width: 4, height: 8 }, visible: 0.5 });
    expect(placeBox(placement, { x: 0, y: 0, width: 3, height: 8 }).visible).toBe(0);
  });
});
