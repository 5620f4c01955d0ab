import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodePolygon } from '../../../../models/geometry/polygon-rle';
import { areaOfRle, decompressRle, encodeRle } from '../../../../models/geometry/rle';
import { segmentationRle } from '../../../../training/data/sources/coco/segmentation-rle';
import { evaluate } from '../../../../training/evaluation/coco/coco';
import { MASK_PROTOCOL, maskSimilarity } from '../../../../training/evaluation/coco/mask-protocol';
import { maskedImages, reportMasks } from '../../../../training/evaluation/instances/mask-report';
import { expectEqual } from '../expect-equal';
import { readFixture } from '../fixtures';

const { groundTruth, results, expected } = readFixture('masks');
const { polygons } = JSON.parse(readFileSync('tests/fixtures/evaluation/masks.json', 'utf8')) as {
  readonly polygons: readonly { readonly corners: number[]; readonly size: [number, number]; readonly counts: string }[];
};

describe('masks', () => {
  it('are filled from polygons as pycocotools fills them, pixel for pixel', () => {
    expect(polygons.length).toBeGreaterThan(50);
    for (const { corners, size, counts } of polygons) expect(encodePolygon(corners, ...size), corners.join()).toEqual(decompressRle({ size, counts }));
    expect(() => encodePolygon([1, 2, 3, 4], 10, 10)).toThrow('three corners or more; given 4 numbers');
  });

  it('are judged as pycocotools judges them, crowds included', () => {
    expectEqual(evaluate(MASK_PROTOCOL, groundTruth, results), expected);
    const counted = { ...groundTruth, annotations: groundTruth.annotations.map((object) => ({ ...object, iscrowd: 0 as const })) };
    expect(Math.abs(evaluate(MASK_PROTOCOL, counted, results).summary.ap - (expected.summary.ap ?? 0))).toBeGreaterThan(0.001);
  });

  it('are judged only on the images whose annotations all have one', () => {
    const [first] = groundTruth.annotations;
    if (first === undefined) throw new Error('no annotations');
    const mixed = { ...groundTruth, annotations: [{ ...first, segmentation: undefined }, ...groundTruth.annotations.slice(1)] };
    expect(maskedImages(mixed)).toEqual(groundTruth.images.filter(({ id }) => id !== first.image_id));
    expect(maskedImages({ ...mixed, annotations: [{ ...first, segmentation: [] }, ...groundTruth.annotations.slice(1)] })).toEqual(maskedImages(mixed));
    const report = reportMasks(mixed, results);
    expect(report?.images).toBe(groundTruth.images.length - 1);
    expect(report?.scopes.map(({ name }) => name)).toEqual(['all 3 classes']);
    expect(report?.scopes[0]?.summary).toEqual(evaluate(MASK_PROTOCOL, mixed, results, { images: maskedImages(mixed).map(({ id }) => id) }).summary);
    expect(reportMasks(groundTruth, results.map((result) => ({ ...result, segmentation: undefined })))).toBeUndefined();
  });

  it('of polygons that enclose nothing hold nothing', () => {
    expect(segmentationRle([[1, 2, 3, 4]], 10, 20)).toEqual({ size: [10, 20], counts: [200] });
    expect(areaOfRle(segmentationRle([[1, 2, 3, 4], [0, 0, 5, 0, 5, 5, 0, 5]], 10, 20))).toBe(25);
  });

  it('that are missing overlap nothing, and need the size of their image', () => {
    const [image] = groundTruth.images;
    if (image === undefined) throw new Error('no images');
    const rle = encodeRle(new Uint8Array(60 * 80).fill(1), 60, 80);
    const detection = { image_id: 1, category_id: 1, bbox: [0, 0, 80, 60], score: 1 } as const;
    const object = { ...detection, id: 1, area: 4800, segmentation: rle };
    expect([...maskSimilarity([detection], [object], image)]).toEqual([0]);
    expect(() => maskSimilarity([detection], [object], { id: 1, file_name: 'a.jpg' })).toThrow('do not say the size of a.jpg');
  });
});
