import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { writeMnistPictures } from '../../../../training/data/download/mnist-pictures';
import { Problems } from '../../../../training/data/problems';
import { readImageFolder } from '../../../../training/data/sources/image-folder';
import { readPictureBytes } from '../../../../training/data/sources/picture-bytes';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();
const random = new Random(5);
const words = (...numbers: number[]) => Buffer.concat(numbers.map((number) => Buffer.from([number >>> 24, (number >> 16) & 255, (number >> 8) & 255, number & 255])));
const picture = () => Buffer.from(Array.from({ length: 28 * 28 }, () => random.int(256)));
const idx = (pictures: readonly Buffer[]) => Buffer.concat([words(0x803, pictures.length, 28, 28), ...pictures]);
const labels = (...digits: number[]) => Buffer.concat([words(0x801, digits.length), Buffer.from(digits)]);
const shown = [picture(), picture(), picture()];

async function publish(source: string, more: Readonly<Record<string, Uint8Array>> = {}): Promise<void> {
  await mkdir(source, { recursive: true });
  const files = {
    'train-images-idx3-ubyte': idx(shown), 'train-labels-idx1-ubyte': labels(7, 0, 7), 't10k-images-idx3-ubyte': idx([picture()]), 't10k-labels-idx1-ubyte': labels(9), ...more,
  };
  await Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(source, name), bytes)));
}

describe('writeMnistPictures', () => {
  it('makes files of the published bytes that hold the same pixels, a folder a digit', async () => {
    const source = join(folder.path, 'published');
    await publish(source);
    expect(await writeMnistPictures(source, folder.path)).toBe(4);
    const problems = new Problems();
    const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
    const { records } = await readImageFolder({ root: join(folder.path, 'train'), classes });
    const { pixels, labels: found } = await readPictureBytes(records, 28, problems);
    expect([...found]).toEqual([0, 7, 7]);
    expect(Buffer.from(pixels.filter((_, i) => i % 3 === 1))).toEqual(Buffer.concat([1, 0, 2].map((i) => shown[i] ?? Buffer.alloc(0))));
    expect((await readImageFolder({ root: join(folder.path, 'test'), classes })).records.map(({ category }) => category)).toEqual([9]);
    expect(problems.total).toBe(0);
  });

  it.each([
    ['a file that was cut off', { 'train-images-idx3-ubyte': idx(shown).subarray(0, 1000) }, /has 984 bytes of data; its shape \[3, 28, 28\] has 2352/],
    ['another kind of file', { 't10k-labels-idx1-ubyte': idx(shown) }, /does not begin as an IDX file of bytes with 1 axes/],
    ['too few labels', { 't10k-labels-idx1-ubyte': labels() }, /1 pictures and 0 labels/],
    ['a class that is no digit', { 't10k-labels-idx1-ubyte': labels(12) }, /class 12; expected a digit/],
  ])('refuses %s', async (what, files, message) => {
    const bad = join(folder.path, what);
    await publish(bad, files);
    await expect(writeMnistPictures(bad, join(bad, 'out'))).rejects.toThrow(message);
  });
});
