import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Detection, Prediction } from '../../../models/prediction/prediction';
import { openPicture } from '../../../training/data/pictures/open-picture';
import { drawPrediction } from '../../../training/draw/draw-prediction';

const folder = mkdtempSync(join(tmpdir(), 'fovea-draw-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seen = (detections: readonly Detection[]): Prediction => ({ task: 'detection', width: 120, height: 200, detections });

describe('drawPrediction', () => {
  it('draws on the upright picture, along the box and on its label, and nowhere else', async () => {
    const file = join(folder, 'in.png');
    await sharp({ create: { width: 200, height: 120, channels: 3, background: '#000' } }).withMetadata({ orientation: 6 }).png().toFile(file);
    const drawing = await drawPrediction(await openPicture(file), seen([{ categoryId: 1, label: '<person & co>', score: 0.9, box: { x: 20, y: 60, width: 60, height: 100 } }]), [0, 0, 0]);
    const { data, info } = await sharp(drawing).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([120, 200]);
    const bright = (x: number, y: number) => Math.max(...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)) > 100;
    for (const [x, y] of [[20, 100], [79, 100], [50, 60], [50, 159], [22, 46]] as const) expect([x, y, bright(x, y)]).toEqual([x, y, true]);
    for (const [x, y] of [[50, 110], [10, 100], [100, 180], [5, 5]] as const) expect([x, y, bright(x, y)]).toEqual([x, y, false]);
  });

  it('fills what a mask holds of its box, and not the rest of it', async () => {
    const black = await sharp({ create: { width: 120, height: 200, channels: 3, background: '#000' } }).png().toBuffer();
    // The left half.
    const mask = { width: 4, height: 4, values: Uint8Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 255 : 0)) };
    const drawing = await drawPrediction(await openPicture(black), {
      task: 'instances', width: 120, height: 200, detections: [{ categoryId: 1, label: 'cup', score: 0.9, box: { x: 20, y: 60, width: 80, height: 100 }, mask }],
    }, [0, 0, 0]);
    const { data, info } = await sharp(drawing).raw().toBuffer({ resolveWithObject: true });
    const brightness = (x: number, y: number) => Math.max(...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3));
    for (const [x, y] of [[30, 80], [40, 110], [52, 140]] as const) expect(brightness(x, y)).toBeGreaterThan(80);
    for (const [x, y] of [[68, 80], [90, 110], [10, 110], [40, 170], [110, 61]] as const) expect(brightness(x, y)).toBeLessThan(30);
  });
});
