import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { FRAME_FITS } from '../../../models/frames/frame-fit';
import { letterbox, placeFrame, toInput, toSource } from '../../../models/frames/frame-placement';
import { clip, type Size } from '../../../models/geometry/box';
import { box, size } from '../geometry/arbitrary-boxes';

const target = fc.record({ width: fc.integer({ min: 16, max: 640 }), height: fc.integer({ min: 16, max: 640 }) });

describe('letterbox', () => {
  it('fits the picture into the target: touching two sides, centred, with its proportions up to a pixel', () => {
    fc.assert(fc.property(size, target, (source, goal) => {
      const { width, height, padX, padY } = letterbox(source, goal);
      expect(width === goal.width || height === goal.height).toBe(true);
      expect(padX >= 0 && padY >= 0 && padX + width <= goal.width && padY + height <= goal.height).toBe(true);
      expect(Math.abs(goal.width - width - 2 * padX) <= 1 && Math.abs(goal.height - height - 2 * padY) <= 1).toBe(true);
      const fit = Math.min(goal.width / source.width, goal.height / source.height);
      expect(Math.abs(width - Math.max(1, source.width * fit)) <= 0.5 + 1e-9).toBe(true);
      expect(Math.abs(height - Math.max(1, source.height * fit)) <= 0.5 + 1e-9).toBe(true);
    }));
  });

  it('brings a box there and back', () => {
    fc.assert(fc.property(size, target, box, (source, goal, one) => {
      const placed = letterbox(source, goal);
      const inPicture = clip(one, source);
      const back = toSource(placed, toInput(placed, inPicture));
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(back[side]).toBeCloseTo(inPicture[side], 6);
    }));
  });

  it('puts the whole picture where the resized picture is, and clips what lies in the bars', () => {
    fc.assert(fc.property(size, target, (source, goal) => {
      const placed = letterbox(source, goal);
      const whole = toInput(placed, { x: 0, y: 0, ...source });
      expect(whole.x).toBeCloseTo(placed.padX, 6);
      expect(whole.width).toBeCloseTo(placed.width, 6);
      const everything = toSource(placed, { x: 0, y: 0, ...goal });
      expect(everything.width).toBeCloseTo(source.width, 6);
      expect(everything.height).toBeCloseTo(source.height, 6);
    }));
  });
});

describe('placeFrame', () => {
  const fit = fc.constantFrom(...FRAME_FITS);
  const share = fc.integer({ min: 1, max: 8 }).map((eighths) => eighths / 8);
  /** Places that show something: a fit, and a region of which at least a pixel lies in the frame. */
  const placement = fc.tuple(size, target, fit, share, fc.option(box, { nil: undefined }))
    .filter(([source, , , , region]) => region === undefined || (region.x < source.width - 1 && region.y < source.height - 1 && region.x + region.width > 2 && region.y + region.height > 2))
    .map(([source, goal, kind, cropShare, region]) => ({ source, goal, kind, region, cropShare }));
  const placedOf = ({ source, goal, kind, cropShare, region }: { source: Size; goal: Size; kind: (typeof FRAME_FITS)[number]; cropShare: number; region: Parameters<typeof placeFrame>[2] }) => {
    try {
      return placeFrame(source, { ...goal, fit: kind, cropShare }, region);
    } catch (error) {
      // The middle of a region at the frame's edge may lie outside.
      if (kind === 'crop' && region !== undefined && error instanceof InvalidInputError) return undefined;
      throw error;
    }
  };

  it('keeps to the frame and to the input, in whole pixels, whatever the fit and wherever the region', () => {
    fc.assert(fc.property(placement, (given) => {
      const placed = placedOf(given);
      if (placed === undefined) return;
      const { part, padX, padY, width, height, target: into } = placed;
      expect(part.x >= 0 && part.y >= 0 && part.x + part.width <= given.source.width && part.y + part.height <= given.source.height).toBe(true);
      expect(padX >= 0 && padY >= 0 && padX + width <= into.width && padY + height <= into.height && width > 0 && height > 0).toBe(true);
      expect([part.x, part.y, part.width, part.height, padX, padY, width, height].every(Number.isInteger)).toBe(true);
    }), { numRuns: 500 });
  });

  it('brings a box there and back, and never out of the frame', () => {
    fc.assert(fc.property(placement, box, (given, one) => {
      const placed = placedOf(given);
      if (placed === undefined) return;
      const inPicture = clip(one, given.source);
      const back = toSource(placed, toInput(placed, inPicture));
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(back[side]).toBeCloseTo(inPicture[side], 5);
      const anywhere = toSource(placed, one);
      expect(clip(anywhere, given.source)).toEqual(anywhere);
    }), { numRuns: 500 });
  });

  it('crops the middle of a frame: 7/8 of its shorter side, as it fills the input', () => {
    const placed = placeFrame({ width: 1280, height: 720 }, { width: 224, height: 224, fit: 'crop', cropShare: 0.875 });
    expect(placed).toMatchObject({ part: { x: 325, y: 45, width: 630, height: 630 }, padX: 0, padY: 0, width: 224, height: 224 });
  });

  it('stretches each axis by itself', () => {
    expect(placeFrame({ width: 640, height: 480 }, { width: 320, height: 320, fit: 'stretch' })).toMatchObject({ width: 320, height: 320, scaleX: 0.5, scaleY: 320 / 480 });
  });

  it('gives a free input the proportions of what it shows, on the grid of its stride', () => {
    const input = { width: 320, height: 320, fit: 'free', longestSide: 640, stride: 32 } as const;
    expect(placeFrame({ width: 640, height: 480 }, input).target).toEqual({ width: 416, height: 320 });
    expect(placeFrame({ width: 480, height: 640 }, input).target).toEqual({ width: 320, height: 416 });
    expect(placeFrame({ width: 4000, height: 400 }, input).target).toEqual({ width: 640, height: 64 });
    expect(placeFrame({ width: 640, height: 480 }, input, { x: 0, y: 0, width: 100, height: 100 }).target).toEqual({ width: 320, height: 320 });
  });

  it('leaves free what of a region lies past the edge', () => {
    const placed = placeFrame({ width: 640, height: 480 }, { width: 192, height: 192 }, { x: -20, y: 0, width: 120, height: 120 });
    expect(placed).toMatchObject({ part: { x: 0, y: 0, width: 100, height: 120 }, padX: 32, padY: 0, width: 160, height: 192 });
    expect(() => placeFrame({ width: 64, height: 48 }, { width: 32, height: 32 }, { x: 70, y: 0, width: 9, height: 9 })).toThrow(InvalidInputError);
  });
});
