import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { channelMoments } from '../../../../training/data/sources/channel-moments';
import { readPictureBytes } from '../../../../training/data/sources/picture-bytes';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();

async function picture(name: string, side: number, background: { readonly r: number; readonly g: number; readonly b: number }): Promise<string> {
  const file = join(folder.path, name);
  await sharp({ create: { width: side, height: side, channels: 3, background } }).png().toFile(file);
  return file;
}

describe('readPictureBytes', () => {
  it('keeps pictures in their order, and counts what is none or has another size', async () => {
    const broken = join(folder.path, 'broken.png');
    await writeFile(broken, 'no picture');
    const files = [await picture('a.png', 4, { r: 1, g: 2, b: 3 }), await picture('large.png', 8, { r: 9, g: 9, b: 9 }), broken, await picture('b.png', 4, { r: 4, g: 5, b: 6 })];
    const problems = new Problems();
    const { side, pixels, labels } = await readPictureBytes(files.map((file, category) => ({ id: file, file, category })), 4, problems);
    expect([side, pixels.length, [...labels]]).toEqual([4, 2 * 48, [0, 3]]);
    expect([...pixels.subarray(0, 6), ...pixels.subarray(48, 54)]).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    expect([problems.count('size differs'), problems.count('broken picture')]).toEqual([1, 1]);
  });

  it('says what it was given where no picture is left', async () => {
    const file = await picture('c.png', 6, { r: 0, g: 0, b: 0 });
    await expect(readPictureBytes([{ id: 'c', file, category: 0 }], 32, new Problems())).rejects.toThrow(/None of 1 pictures is 32 x 32 pixels, the first one being .*c\.png/);
  });
});

describe('channelMoments', () => {
  it('is the mean and the deviation of each channel, one that never changes can be divided by', () => {
    expect(channelMoments({ pixels: Uint8Array.of(0, 10, 255, 4, 10, 0, 8, 10, 255, 4, 10, 0) })).toEqual({ mean: [4, 10, 127.5], std: [2.83, 1, 127.5] });
  });
});
