import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { InvalidInputError } from '../../../models/errors';
import { inOrder } from '../batches/in-order';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
/** A label, then the red, the green and the blue pixels. */
const RECORD = 1 + 3 * PIXELS;
const PARTS = { train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), test: ['test_batch.bin'] } as const;
const AHEAD = 8;

/**
 * Makes PNG files, lossless, of CIFAR-10 as its makers publish it ("binary version"): `train` and `test` in `folder`, in each a
 * folder a class.
 * @param source the folder of `data_batch_1.bin` to `data_batch_5.bin`, `test_batch.bin` and `batches.meta.txt`
 * @returns how many pictures
 * @throws InvalidInputError where a file is not as its makers describe it
 */
export async function writeCifarPictures(source: string, folder: string): Promise<number> {
  const names = (await readFile(join(source, 'batches.meta.txt'), 'utf8')).split(/\s+/).filter((name) => name !== '');
  let count = 0;
  for (const [part, files] of Object.entries(PARTS)) {
    await Promise.all(names.map((name) => mkdir(join(folder, part, name), { recursive: true })));
    for (const file of files) {
      const bytes = await readFile(join(source, file));
      if (bytes.length === 0 || bytes.length % RECORD !== 0) throw new InvalidInputError(`${join(source, file)} has ${bytes.length} bytes; expected records of ${RECORD}.`);
      const records = Array.from({ length: bytes.length / RECORD }, (_, index) => bytes.subarray(index * RECORD, (index + 1) * RECORD));
      const write = async (record: Uint8Array, index: number) => {
        const [label = 0] = record;
        const name = names[label];
        if (name === undefined) throw new InvalidInputError(`${join(source, file)} has a picture of class ${label}; its makers name ${names.length}.`);
        await sharp(pixelsOf(record), { raw: { width: SIDE, height: SIDE, channels: 3 } }).png().toFile(join(folder, part, name, `${file.replace(/\.bin$/, '')}-${index.toString().padStart(5, '0')}.png`));
        return 1;
      };
      for await (const written of inOrder(records.map((record, index) => () => write(record, index)), AHEAD)) count += written;
    }
  }
  return count;
}

/** Planes to pixels. */
const pixelsOf = (record: Uint8Array): Uint8Array => Uint8Array.from({ length: 3 * PIXELS }, (_, i) => record[1 + (i % 3) * PIXELS + Math.floor(i / 3)] ?? 0);
