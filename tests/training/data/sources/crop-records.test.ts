import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/frame-placement';
import { cropRecords } from '../../../../training/data/sources/crop-records';
import { placeBox, placePicture } from '../../../../training/data/augment/placement';
import type { DetectionRecord } from '../../../../training/data/record';

const record: DetectionRecord = {
  id: 7, file: '/a.png', width: 200, height: 100, unlabelled: [2],
  annotations: [
    { box: { x: 10, y: 20, width: 80, height: 40 }, category: 1, ignore: false },
    { box: { x: 150, y: 0, width: 50, height: 60 }, category: 0, ignore: false },
    { box: { x: 0, y: 0, width: 90, height: 90 }, category: 1, ignore: true },
    { box: { x: 0, y: 0, width: 9, height: 20 }, category: 1, ignore: false },
  ],
};

describe('cropRecords', () => {
  const crops = cropRecords([record], { context: 1.25, minimumSide: 32 });

  it('makes a square round each object that counts and is large enough, beyond the picture where need be', () => {
    expect(crops.map(({ id, region }) => [id, region])).toEqual([
      ['7/0', { x: 0, y: -10, width: 100, height: 100 }],
      ['7/1', { x: 137.5, y: -7.5, width: 75, height: 75 }],
    ]);
    expect(crops.map(({ annotations, unlabelled }) => [annotations.map(({ category }) => category), unlabelled])).toEqual([[[1], []], [[0], []]]);
  });

  it('shows the object in the middle of the input', () => {
    for (const { width, height, region, annotations: [annotation] } of crops) {
      if (region === undefined || annotation === undefined) throw new Error('A crop has a region and an object.');
      const placement = placePicture({ ...letterbox(region, { width: 64, height: 64 }), flip: false }, region, { width, height });
      const { box, visible } = placeBox(placement, annotation.box);
      expect(visible).toBeCloseTo(1, 1);
      expect(Math.abs(box.x + box.width / 2 - 32)).toBeLessThan(1);
      expect(Math.abs(box.y + box.height / 2 - 32)).toBeLessThan(1);
      expect(Math.abs(Math.max(box.width, box.height) - 64 / 1.25)).toBeLessThan(1);
    }
  });
});
