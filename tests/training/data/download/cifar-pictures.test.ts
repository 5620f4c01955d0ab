import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { writeCifarPictures } from '../../../../training/data/download/cifar-pictures';
import { Problems } from '../../../../training/data/problems';
import { readImageFolder } from '../../../../training/data/sources/image-folder';
import { readPictureBytes } from '../../../../training/data/sources/picture-bytes';
import { temporaryFolder } from '../pictures';

const folder = temporaryFolder();
const PIXELS = 32 * 32;
const random = new Random(5);
/** A class, and planes of red, green and blue. */
const record = (label: number) => Uint8Array.from({ length: 1 + 3 * PIXELS }, (_, i) => (i === 0 ? label : random.int(256)));
const training = [record(1), record(0), record(1)];

async function publish(source: string, more: Readonly<Record<string, Uint8Array>> = {}): Promise<void> {
  await mkdir(source, { recursive: true });
  const files = {
    'batches.meta.txt': Buffer.from('airplane\nautomobile\n\n'),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, training[batch - 1] ?? record(0)])),
    'test_batch.bin': Buffer.concat([record(0), record(1)]),
    ...more,
  };
  await Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(source, name), bytes)));
}

describe('writeCifarPictures', () => {
  const source = () => join(folder.path, 'published');
  beforeAll(() => publish(source()));

  it('makes files of the published planes that hold the same pixels, a folder a class', async () => {
    expect(await writeCifarPictures(source(), folder.path)).toBe(7);
    const problems = new Problems();
    const { records, classes } = await readImageFolder({ root: join(folder.path, 'train'), problems });
    expect(classes).toEqual(['airplane', 'automobile']);
    const { pixels, labels } = await readPictureBytes(records, 32, problems);
    expect([...labels]).toEqual([0, 0, 0, 1, 1]);
    const [first] = training;
    const automobile = pixels.subarray(3 * 3 * PIXELS, 4 * 3 * PIXELS);
    expect(Array.from({ length: 3 * PIXELS }, (_, i) => automobile[i])).toEqual(Array.from({ length: 3 * PIXELS }, (_, i) => first?.[1 + (i % 3) * PIXELS + Math.floor(i / 3)]));
    expect(problems.total).toBe(0);
    expect((await readImageFolder({ root: join(folder.path, 'test') })).records).toHaveLength(2);
  });

  it.each([
    ['a file that was cut off', { 'test_batch.bin': new Uint8Array(5000) }, /test_batch\.bin has 5000 bytes; expected records of 3073/],
    ['a class that has no name', { 'test_batch.bin': record(2) }, /test_batch\.bin has a picture of class 2; its makers name 2/],
  ])('refuses %s', async (what, files, message) => {
    const bad = join(folder.path, what);
    await publish(bad, files);
    await expect(writeCifarPictures(bad, join(bad, 'out'))).rejects.toThrow(message);
  });
});
