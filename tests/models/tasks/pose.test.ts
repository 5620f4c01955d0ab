import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterbox, placeFrame } from '../../../models/frames/frame-placement';
import { COCO_KEYPOINTS } from '../../../models/pose/coco-keypoints';
import { mirroredKeypoints } from '../../../models/pose/flip-test';
import { pose } from '../../../models/tasks/pose';

const [HEIGHT, WIDTH, COUNT] = [64, 48, 17];
const card = { categories: [{ id: 1, name: 'person' }], keypoints: COCO_KEYPOINTS, scoreThreshold: 0.2 };

/** Heat maps as a network that is always right gives them: each a Gaussian about its keypoint. */
const mapsOf = (cells: readonly (readonly [x: number, y: number])[]) => Float32Array.from({ length: HEIGHT * WIDTH * COUNT }, (_, i) => {
  const [x, y] = cells[i % COUNT] ?? [0, 0];
  const [column, row] = [Math.floor(i / COUNT) % WIDTH, Math.floor(i / COUNT / WIDTH)];
  return 0.9 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 8);
});

describe('poses', () => {
  it('have their keypoints where they are in the source, whatever its size', () => {
    const cell = fc.tuple(fc.double({ min: 1, max: WIDTH - 2, noNaN: true }), fc.double({ min: 1, max: HEIGHT - 2, noNaN: true }));
    fc.assert(fc.property(fc.array(cell, { minLength: COUNT, maxLength: COUNT }), fc.integer({ min: 30, max: 1500 }), fc.integer({ min: 30, max: 1500 }), (cells, width, height) => {
      const fit = letterbox({ width, height }, { width: 4 * WIDTH, height: 4 * HEIGHT });
      const [person, ...others] = pose.decode({ heatmaps: mapsOf(cells) }, fit, card).persons;
      expect(others).toEqual([]);
      person?.keypoints.forEach((point, index) => {
        const [x, y] = cells[index] ?? [NaN, NaN];
        // The middle of pixel 4 x of the input, and of a pixel of the source.
        expect((point.x + 0.5) * fit.scaleX + fit.padX).toBeCloseTo(4 * x + 0.5, 1);
        expect((point.y + 0.5) * fit.scaleY + fit.padY).toBeCloseTo(4 * y + 0.5, 1);
      });
      expect(person?.score).toBeGreaterThan(0.7);
    }), { numRuns: 20 });
  });

  it('of a region lie where they are in the frame, even if the region reaches past it', () => {
    const placed = placeFrame({ width: 400, height: 300 }, { width: 4 * WIDTH, height: 4 * HEIGHT }, { x: -24, y: 100, width: 96, height: 128 });
    const [person] = pose.decode({ heatmaps: mapsOf(new Array<readonly [number, number]>(COUNT).fill([24, 32])) }, placed, card).persons;
    // The middle of the region, whose pixels are two of the input's each.
    expect(person?.keypoints[0]?.x).toBeCloseTo(24 - 0.25, 1);
    expect(person?.keypoints[0]?.y).toBeCloseTo(164 - 0.25, 1);
  });

  it('change sides in a mirror and back, every keypoint named left with its right', () => {
    const mirrored = mirroredKeypoints(COCO_KEYPOINTS);
    expect(mirrored.map((other) => mirrored[other])).toEqual(COCO_KEYPOINTS.names.map((_, index) => index));
    const swapped = (name = '') => (name.startsWith('left') ? name.replace('left', 'right') : name.replace('right', 'left'));
    expect(mirrored.map((other) => COCO_KEYPOINTS.names[other])).toEqual(COCO_KEYPOINTS.names.map(swapped));
  });
});
