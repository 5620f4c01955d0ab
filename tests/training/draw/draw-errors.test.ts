import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { Problems } from '../../../training/data/problems';
import { drawErrors, errorShapes } from '../../../training/draw/draw-errors';
import { pictureErrors } from '../../../training/evaluation/detection/picture-errors';
import { cup, sceneOf, seenSpoon, spoon } from '../evaluation/scenes';

const folder = mkdtempSync(join(tmpdir(), 'fovea-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const truth = sceneOf([cup([20, 20, 60, 60]), spoon([200, 200, 80, 40])]);
const pictures = pictureErrors(truth, [seenSpoon([200, 200, 80, 40], 0.9), seenSpoon([20, 20, 60, 60], 0.5)]);
const nameOf = (id: number) => ({ 1: 'cup', 2: 'spoon' })[id] ?? '';

describe('errorShapes', () => {
  it('names what was missed, and what is wrong with its score and why', () => {
    const svg = pictures.flatMap((picture) => errorShapes(picture, nameOf)).join('');
    expect(svg.match(/>([^<>]+)<\/text>/g)).toEqual(['>cup</text>', '>spoon 0.50 classification</text>']);
    expect(svg.match(/<rect[^>]*fill="none"/g)).toHaveLength(3);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
  });
});

describe('drawErrors', () => {
  it('writes each picture and a sheet of all, and goes on after one that it cannot read', async () => {
    await sharp({ create: { width: 640, height: 480, channels: 3, background: '#000' } }).jpeg().toFile(join(folder, '1.jpg'));
    const problems = new Problems();
    const lost = pictures.map((picture) => ({ ...picture, image: { ...picture.image, file_name: 'lost.jpg' } }));
    const sheet = await drawErrors([...pictures, ...lost], { images: folder, orientation: 'shown', folder: join(folder, 'drawn'), nameOf, problems });
    expect([problems.total, problems.count('missing file')]).toEqual([1, 1]);
    expect(existsSync(join(folder, 'drawn', '001-1.jpg'))).toBe(true);
    const { data, info } = await sharp(join(folder, 'drawn', '001-1.jpg')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([640, 480]);
    const bright = (x: number, y: number) => Math.max(...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)) > 100;
    expect([bright(200, 220), bright(240, 220), bright(500, 400)]).toEqual([true, false, false]);
    expect(await sharp(sheet).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 320 });
  });
});
