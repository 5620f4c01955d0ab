import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { covering, readPictureSquares } from '../../../../training/data/sources/picture-squares';
import { temporaryFolder, writeRectangle } from '../pictures';

const folder = temporaryFolder();

describe('readPictureSquares', () => {
  it('keeps the middle of each picture, and counts what is none', async () => {
    const [wide, broken] = [join(folder.path, 'wide.png'), join(folder.path, 'broken.png')];
    // Red in the middle half, blue on both sides.
    await writeRectangle(wide, { width: 40, height: 20 }, { x: 10, y: 0, width: 20, height: 20 });
    await writeFile(broken, 'no picture');
    const problems = new Problems();
    const squares = await readPictureSquares([broken, wide], 20, problems);
    expect([squares.side, squares.count, squares.pixels.length]).toEqual([20, 1, 1200]);
    expect([...squares.pixels]).toEqual(Array.from({ length: 400 }, () => [255, 0, 0]).flat());
    expect(problems.count('broken picture')).toBe(1);
    await expect(readPictureSquares([broken], 20, new Problems())).rejects.toThrow(/None of 1 files is a picture, the first one being .*broken\.png/);
  });
});

describe('covering', () => {
  it.each([
    [{ width: 400, height: 300 }, 150, { width: 200, height: 150 }],
    [{ width: 30, height: 90 }, 60, { width: 60, height: 180 }],
    [{ width: 7, height: 7 }, 7, { width: 7, height: 7 }],
  ])('%o by the shorter side to %i', (size, side, expected) => {
    expect(covering(size, side)).toEqual(expected);
  });
});
