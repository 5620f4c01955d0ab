import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/frame-placement';
import { placeAnnotations } from '../../../../training/data/batches/sample';

const square = { width: 100, height: 100 };
const shifted = (padX: number) => ({ ...letterbox(square, square), padX, flip: false });
const object = (x: number, width: number, ignore = false) => ({ box: { x, y: 10, width, height: 20 }, category: 2, ignore });
const place = (annotations: readonly ReturnType<typeof object>[], padX = 0, unlabelled: readonly number[] = []) =>
  placeAnnotations({ imageId: 7, annotations, unlabelled, categoryCount: 4 }, shifted(padX), 0.25);

describe('placeAnnotations', () => {
  it('gives corners and labels', () => {
    const { imageId, boxes, labels, ignoreBoxes } = place([object(30, 40)]);
    expect([imageId, [...boxes], [...labels], [...ignoreBoxes]]).toEqual([7, [10, 30, 30, 70], [2], []]);
  });

  it('ignores an object that is mostly cut off, keeps one that is not, forgets one that is gone', () => {
    const { boxes, ignoreBoxes, ignoreLabels } = place([object(40, 40), object(20, 40), object(19, 40), object(5, 40)], -50);
    expect([...boxes]).toEqual([10, 0, 30, 30, 10, 0, 30, 10]);
    expect([...ignoreBoxes]).toEqual([10, 0, 30, 9]);
    expect([...ignoreLabels]).toEqual([2]);
  });

  it('ignores what is to be ignored and what becomes thinner than a pixel', () => {
    expect(place([object(0, 50, true), object(0, 0.5)])).toMatchObject({ labels: new Int32Array(), ignoreLabels: Int32Array.of(2, 2) });
  });

  it('marks the categories that nobody looked for', () => {
    expect([...place([], 0, [0, 3]).unlabelled]).toEqual([1, 0, 0, 1]);
  });
});
