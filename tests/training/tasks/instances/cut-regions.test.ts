import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { MaskBranch } from '../../../../models/networks/instances/mask-branch';
import { weightScope } from '../../../../models/layers/weight-scope';
import { multiLevelRoiAlign } from '../../../../models/kernels/roi-align/roi-align';
import { cocoRecords } from '../../../../training/data/sources/coco/coco-records';
import { Problems } from '../../../../training/data/problems';
import { defaultAugment } from '../../../../training/data/augment/augment';
import { startWasm } from '../../../../training/engines/wasm-engine';
import { frozenRegions, type FrozenRegions } from '../../../../training/tasks/instances/frozen-regions';
import { maskedPictures } from '../../../../training/tasks/instances/mask-objects';
import { temporaryFolder, writeRectangle } from '../../data/pictures';

const folder = temporaryFolder();
const SIDE = 8;

/** Sees the picture itself: its red channel in the box. */
const branch: MaskBranch = {
  side: SIDE,
  regions: (images, boxes, pictures) => [multiLevelRoiAlign([tf.slice(images, [0, 0, 0, 0], [-1, -1, -1, 1])], boxes, pictures, { strides: [1], outputSize: SIDE })],
  head: ([regions]) => tf.reshape(regions ?? tf.zeros([0]), [-1, SIDE, SIDE]),
  isHead: () => false,
};

const pictures = () => maskedPictures(cocoRecords({
  categories: [{ id: 1, name: 'square' }],
  images: [1, 2, 3].map((id) => ({ id, file_name: `${id}.png`, width: 96, height: 64 })),
  annotations: [1, 2, 3].map((id) => ({ id, image_id: id, category_id: 1, bbox: [20, 10, 40, 30] as [number, number, number, number], area: 1200, iscrowd: 0 as const, segmentation: [[20, 10, 60, 10, 60, 40, 20, 40]] })),
}, { images: folder.path, categories: [{ id: 1, name: 'square' }], problems: new Problems() }).records);

const cut = (name: string, changes: { readonly views?: number; readonly jitter?: number }): Promise<FrozenRegions> => frozenRegions({
  branch, scope: weightScope(new Map()), weights: 'none', folder: join(folder.path, name), report: () => undefined, pictures: pictures(), size: 64, views: 2, boxes: 2, jitter: 0.1,
  augment: { ...defaultAugment, brightness: 0, contrast: 0, saturation: 0, hueDegrees: 0 }, mean: [0, 0, 0], std: [255, 255, 255], problems: new Problems(), ...changes,
});

beforeAll(async () => {
  await startWasm();
  await Promise.all([1, 2, 3].map((id) => writeRectangle(join(folder.path, `${id}.png`), { width: 96, height: 64 }, { x: 20, y: 10, width: 40, height: 30 })));
});

it('what is seen in a box and its target lie on each other, mirrored, moved and scaled', async () => {
  const { file, rows, shapes } = await cut('whole', {});
  expect(shapes).toEqual([[SIDE, SIDE, 1]]);
  expect(rows.length).toBeGreaterThan(6);
  for (const row of rows) {
    const { regions: [seen], target, category } = await file.read(row);
    expect(category).toBe(0);
    const distance = target.reduce((sum, share, cell) => sum + Math.abs(share - (seen?.[cell] ?? NaN)), 0) / target.length;
    expect(distance).toBeLessThan(0.06);
  }
  await file.close();
});

it('goes on where it was interrupted, and has the same examples', async () => {
  const whole = await cut('whole', {});
  const first = await cut('parts', { views: 1 });
  expect(first.rows.length).toBeLessThan(whole.rows.length);
  await first.file.close();
  const parts = await cut('parts', {});
  expect(parts.rows).toEqual(whole.rows);
  expect(await readFile(join(folder.path, 'parts', 'regions.bin'))).toEqual(await readFile(join(folder.path, 'whole', 'regions.bin')));
  await Promise.all([whole.file.close(), parts.file.close()]);
  const other = await cut('parts', { jitter: 0.02 });
  expect(await other.file.read(other.rows[0] ?? 0)).not.toEqual(await (await cut('whole', {})).file.read(whole.rows[0] ?? 0));
  await other.file.close();
});
