import { describe, expect, it } from 'vitest';
import { FrameLength } from '../../../app/playback/frame-length';

describe('the length of a video\'s pictures', () => {
  it('is found though most of them are not shown, and though one jumps about', () => {
    const length = new FrameLength();
    expect(length.seconds).toBeCloseTo(1 / 30);
    for (const index of [0, 3, 7, 7, 9, 100, 12, 13, 18]) length.note(index / 25);
    expect(length.seconds).toBeCloseTo(1 / 25);
  });
});
