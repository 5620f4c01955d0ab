import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { CardInput } from '../../../models/artifact/card';
import type { Detection, Prediction } from '../../../models/prediction/prediction';
import { openPicture } from '../../../training/data/pictures/open-picture';
import { drawPrediction } from '../../../training/draw/draw-prediction';

const folder = mkdtempSync(join(tmpdir(), 'fovea-draw-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seen = (detections: readonly Detection[]): Prediction => ({ task: 'detection', width: 120, height: 200, detections });

const input: CardInput = { width: 32, height: 32, mean: [0, 0, 0], std: [1, 1, 1] };

describe('drawPrediction', () => {
  it('draws on the upright picture, along the box and on its label, and nowhere else', async () => {
    const file = join(folder, 'in.png');
    await sharp({ create: { width: 200, height: 120, channels: 3, background: '#000' } }).withMetadata({ orientation: 6 }).png().toFile(file);
    const drawing = await drawPrediction(await openPicture(file), seen([{ categoryId: 1, label: '<person & co>', score: 0.9, box: { x: 20, y: 60, width: 60, height: 100 } }]), { input });
    const { data, info } = await sharp(drawing).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([120, 200]);
    const bright = (x: number, y: number) => Math.max(...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)) > 100;
    for (const [x, y] of [[20, 100], [79, 100], [50, 60], [50, 159], [22, 46]] as const) expect([x, y, bright(x, y)]).toEqual([x, y, true]);
    for (const [x, y] of [[50, 110], [10, 100], [100, 180], [5, 5]] as const) expect([x, y, bright(x, y)]).toEqual([x, y, false]);
  });

  it('shows what was painted, as large as what it was painted from', async () => {
    const black = await sharp({ create: { width: 120, height: 200, channels: 3, background: '#000' } }).png().toBuffer();
    // Red above blue.
    const pixels = Uint8ClampedArray.from({ length: 4 * 6 * 10 }, (_, at) => [at < 120 ? 255 : 0, 0, at < 120 ? 0 : 255, 255][at % 4] ?? 0);
    const painted: Prediction = { task: 'style', width: 120, height: 200, styles: [{ categoryId: 1, label: 'Own', share: 1 }], picture: { width: 6, height: 10, pixels } };
    const { data, info } = await sharp(await drawPrediction(await openPicture(black), painted, { input })).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([120, 200]);
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)].map((value) => value > 128);
    expect([at(60, 20), at(60, 180)]).toEqual([[true, false, false], [false, false, true]]);
  });

  it('draws the limbs of bodies in the colour of their side, and none whose joints are guesses', async () => {
    const file = join(folder, 'body.png');
    await sharp({ create: { width: 100, height: 100, channels: 3, background: '#000' } }).png().toFile(file);
    const keypoints = [[20, 20], [20, 80], [60, 20], [60, 80], [90, 20]].map(([x = 0, y = 0], index) => ({ x, y, score: index === 4 ? 0.1 : 0.9 }));
    const body: Prediction = { task: 'pose', width: 100, height: 100, persons: [{ categoryId: 1, label: 'person', score: 0.8, box: { x: 0, y: 0, width: 100, height: 100 }, keypoints }] };
    const card = {
      input,
      keypoints: { names: ['left_a', 'left_b', 'right_a', 'right_b', 'c'], skeleton: [[0, 1], [2, 3], [3, 4]] as [number, number][], pairs: [[0, 2], [1, 3]] as [number, number][] },
    };
    const { data } = await sharp(await drawPrediction(await openPicture(file), body, card)).raw().toBuffer({ resolveWithObject: true });
    const [left, right, guessed] = [[20, 50], [60, 50], [75, 50]].map(([x = 0, y = 0]) => [...data.subarray(3 * (100 * y + x), 3 * (100 * y + x) + 3)]);
    expect((left?.[0] ?? 0) - (left?.[2] ?? 0)).toBeGreaterThan(100);
    expect((right?.[2] ?? 0) - (right?.[0] ?? 0)).toBeGreaterThan(100);
    expect(Math.max(...(guessed ?? [255]))).toBeLessThan(60);
  });

  it('fills what a mask holds of its box, and not the rest of it', async () => {
    const black = await sharp({ create: { width: 120, height: 200, channels: 3, background: '#000' } }).png().toBuffer();
    // The left half.
    const mask = { width: 4, height: 4, values: Uint8Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 255 : 0)) };
    const drawing = await drawPrediction(await openPicture(black), {
      task: 'instances', width: 120, height: 200, detections: [{ categoryId: 1, label: 'cup', score: 0.9, box: { x: 20, y: 60, width: 80, height: 100 }, mask }],
    }, { input });
    const { data, info } = await sharp(drawing).raw().toBuffer({ resolveWithObject: true });
    const brightness = (x: number, y: number) => Math.max(...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3));
    for (const [x, y] of [[30, 80], [40, 110], [52, 140]] as const) expect(brightness(x, y)).toBeGreaterThan(80);
    for (const [x, y] of [[68, 80], [90, 110], [10, 110], [40, 170], [110, 61]] as const) expect(brightness(x, y)).toBeLessThan(30);
  });
});
