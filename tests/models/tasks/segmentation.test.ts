import { describe, expect, it } from 'vitest';
import { letterbox, placeFrame } from '../../../models/frames/frame-placement';
import { areaOfRle, decompressRle } from '../../../models/geometry/rle';
import { segmentation } from '../../../models/tasks/segmentation';

const card = { categories: [{ id: 1, name: 'person' }, { id: 2, name: 'dog' }], scoreThreshold: 0.5 };
/** [4, 4, 2]: persons in the left half, no dog. */
const classmaps = Float32Array.from({ length: 32 }, (_, i) => (i % 2 === 0 && Math.floor(i / 2) % 4 < 2 ? 0.8 : 0.1));

describe('segmentation', () => {
  it('gives a mask over the whole picture for each class that is there, and leaves out the others', () => {
    const placed = placeFrame({ width: 80, height: 40 }, { width: 16, height: 16, fit: 'stretch' });
    const prediction = segmentation.decode({ classmaps }, placed, card);
    expect(prediction).toMatchObject({ width: 80, height: 40, regions: [{ categoryId: 1, label: 'person', score: 0.8 }] });
    expect([...prediction.regions[0]?.mask.values.subarray(0, 4) ?? []]).toEqual([204, 204, 26, 26]);
    const [answer] = segmentation.toCoco(prediction);
    expect(answer?.bbox[0]).toBe(0);
    // Between the cells' middles the edge lies where the probability crosses a half.
    expect(answer?.bbox[2]).toBeCloseTo(40 - 10 + 20 * (204 - 127.5) / (204 - 26), -0.5);
    const { segmentation: runs } = answer ?? {};
    if (runs === undefined || Array.isArray(runs)) throw new Error('Expected runs.');
    expect(areaOfRle(decompressRle(runs))).toBe((answer?.bbox[2] ?? 0) * 40);
  });

  it('leaves out what lies beside the picture in the input', () => {
    // Of 16 x 16 the picture fills the upper and lower quarter not.
    const rows = Float32Array.from({ length: 16 }, (_, i) => (i < 4 || i >= 12 ? 1 : 0.1));
    const { regions } = segmentation.decode({ classmaps: rows }, letterbox({ width: 80, height: 40 }, { width: 16, height: 16 }), { ...card, categories: card.categories.slice(0, 1) }, { scoreThreshold: 0 });
    const middle = regions[0]?.mask.values.subarray(4, 12) ?? [];
    expect(Math.max(...middle)).toBeLessThan(127);
  });

  it('refuses masks from a wire that have another size than they say', () => {
    const region = { categoryId: 1, label: 'person', score: 0.9, mask: { width: 2, height: 2, values: new Uint8Array(3) } };
    expect(segmentation.schema.safeParse({ task: 'segmentation', width: 8, height: 8, regions: [region] }).success).toBe(false);
    expect(segmentation.schema.safeParse({ task: 'segmentation', width: 8, height: 8, regions: [{ ...region, mask: { ...region.mask, values: new Uint8Array(4) } }] }).success).toBe(true);
  });
});
