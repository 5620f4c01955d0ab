import { describe, expect, it } from 'vitest';
import { cocoImageId, toCocoResults } from '../../../models/artifact/coco-results';

describe('cocoImageId', () => {
  it.each([
    ['000000000042.jpg', 42],
    ['COCO_val2014_000000000042.jpg', 42],
    ['42', 42],
    ['0.png', 0],
    ['photo 12 (b).jpeg', 12],
    ['7.5.webp', 5],
    ['dog.jpg', 'dog'],
    ['my.dog.jpg', 'my.dog'],
    ['mp4-frame.mp4', 4],
    ['.jpg', '.jpg'],
    ['99999999999999999999.jpg', '99999999999999999999'],
    ['dog.x2', 'dog'],
  ])('calls %s %s', (fileName, id) => expect(cocoImageId(fileName)).toBe(id));
});

describe('toCocoResults', () => {
  it('writes boxes in pixels, rounded to hundredths', () => {
    const box = { x: 1 / 3, y: 2, width: 10.006, height: 20 };
    const results = toCocoResults({ task: 'detection', width: 64, height: 48, detections: [{ categoryId: 18, label: 'dog', score: 0.12345678, box }] }, 'dog_7.jpg');
    expect(results).toEqual([{ image_id: 7, category_id: 18, bbox: [0.33, 2, 10.01, 20], score: 0.123457, file_name: 'dog_7.jpg' }]);
  });

  it('gives a class the whole picture', () => {
    const results = toCocoResults({ task: 'classification', width: 64, height: 48, classes: [{ categoryId: 3, label: 'cat', score: 1 }] }, 'cat.jpg');
    expect(results).toEqual([{ image_id: 'cat', category_id: 3, bbox: [0, 0, 64, 48], score: 1, file_name: 'cat.jpg' }]);
  });
});
