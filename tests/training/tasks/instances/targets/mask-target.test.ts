import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CocoSegmentation } from '../../../../../models/artifact/coco';
import { encodeRle } from '../../../../../models/geometry/rle';
import { segmentationRle } from '../../../../../training/data/sources/coco/segmentation-rle';
import { maskTarget } from '../../../../../training/tasks/instances/targets/mask-target';

const { height, width, cases } = JSON.parse(readFileSync('tests/fixtures/evaluation/mask-targets.json', 'utf8')) as {
  readonly height: number;
  readonly width: number;
  readonly cases: readonly { readonly segmentation: CocoSegmentation; readonly box: readonly [number, number, number, number]; readonly side: number; readonly target: readonly number[] }[];
};

describe('the target of a mask', () => {
  it.each(cases)('is what pycocotools and two matrix products make of a box $box', ({ segmentation, box: [x, y, w, h], side, target }) => {
    const mask = segmentationRle(segmentation, height, width);
    const found = maskTarget(mask, { x, y, width: w, height: h }, side);
    expect(found.length).toBe(side * side);
    found.forEach((share, cell) => expect(share).toBeCloseTo(target[cell] ?? NaN, 4));
    const flipped = maskTarget(mask, { x, y, width: w, height: h }, side, true);
    flipped.forEach((share, cell) => expect(share).toBe(found[cell - (cell % side) + side - 1 - (cell % side)]));
  });

  it('has some of everything: cells that are full, empty and between', () => {
    const shares = cases.flatMap(({ target }) => target);
    expect([shares.filter((share) => share === 0), shares.filter((share) => share > 0.999), shares.filter((share) => share > 0.1 && share < 0.9)].map(({ length }) => length > 10)).toEqual([true, true, true]);
  });

  it('is empty where a box lies outside of the picture', () => {
    const mask = encodeRle(new Uint8Array(12).fill(1), 3, 4);
    expect([...maskTarget(mask, { x: 9, y: 9, width: 2, height: 2 }, 2)]).toEqual([0, 0, 0, 0]);
    expect([...maskTarget(mask, { x: 2, y: 1, width: 4, height: 4 }, 2)]).toEqual([1, 0, 0, 0]);
  });
});
