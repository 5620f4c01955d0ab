import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cocoImageIds, toCocoResults } from '../../../models/artifact/coco-results';

describe('cocoImageIds', () => {
  it.each([
    ['000000000042.jpg', 42],
    ['COCO_val2014_000000000042.jpg', 42],
    ['deeper/in/42', 42],
    ['0.png', 0],
    ['photo 12 (b).jpeg', 'photo 12 (b).jpeg'],
    ['cam1_frame0005.png', 'cam1_frame0005.png'],
    ['7.5.webp', '7.5.webp'],
    ['dog.jpg', 'dog.jpg'],
    ['.jpg', '.jpg'],
    ['99999999999999999999.jpg', '99999999999999999999.jpg'],
  ])('calls %s %s', (fileName, id) => expect(cocoImageIds([fileName])).toEqual([id]));

  it('gives a number to nobody where two have it', () => {
    expect(cocoImageIds(['a/5.png', 'b/0005.jpg', 'b/6.jpg'])).toEqual(['a/5.png', 'b/0005.jpg', 6]);
  });

  it('gives each file an id of its own, whatever they are called', () => {
    const name = fc.stringMatching(/^(a\/|b\/)?(COCO_v_)?[01x]{1,3}(\.jpg|\.png)?$/);
    fc.assert(fc.property(fc.uniqueArray(name, { maxLength: 30 }), (names) => {
      expect(new Set(cocoImageIds(names)).size).toBe(names.length);
    }));
  });
});

describe('toCocoResults', () => {
  it('writes boxes in pixels, rounded to hundredths', () => {
    const box = { x: 1 / 3, y: 2, width: 10.006, height: 20 };
    const results = toCocoResults({ task: 'detection', width: 64, height: 48, detections: [{ categoryId: 18, label: 'dog', score: 0.12345678, box }] }, { id: 7, file_name: 'dog_7.jpg' });
    expect(results).toEqual([{ image_id: 7, category_id: 18, bbox: [0.33, 2, 10.01, 20], score: 0.123457, file_name: 'dog_7.jpg' }]);
  });

  it('gives a class the whole picture', () => {
    const results = toCocoResults({ task: 'classification', width: 64, height: 48, classes: [{ categoryId: 3, label: 'cat', score: 1 }] }, { id: 'cat', file_name: 'cat.jpg' });
    expect(results).toEqual([{ image_id: 'cat', category_id: 3, bbox: [0, 0, 64, 48], score: 1, file_name: 'cat.jpg' }]);
  });
});
