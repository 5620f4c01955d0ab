import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { InvalidInputError } from '../../../models/errors';
import { inOrder } from '../batches/in-order';

/** The first bytes of the makers' files: unsigned bytes, of three axes and of one. */
const MAGIC = { pictures: 0x803, labels: 0x801 } as const;
const PARTS = { train: 'train', test: 't10k' } as const;
const CLASSES = 10;
const AHEAD = 8;

/**
 * Makes PNG files, lossless, of MNIST as its makers publish it (IDX files, http://yann.lecun.com/exdb/mnist): `train` and
 * `test` in `folder`, in each a folder a digit.
 * @param source the folder of `train-images-idx3-ubyte` and the like, unpacked
 * @returns how many pictures
 * @throws InvalidInputError where a file is not as its makers describe it
 */
export async function writeMnistPictures(source: string, folder: string): Promise<number> {
  let count = 0;
  for (const [part, prefix] of Object.entries(PARTS)) {
    const [pictures, labels] = [await readIdx(join(source, `${prefix}-images-idx3-ubyte`), MAGIC.pictures), await readIdx(join(source, `${prefix}-labels-idx1-ubyte`), MAGIC.labels)];
    const [number = 0, height = 0, width = 0] = pictures.shape;
    if (labels.shape[0] !== number) throw new InvalidInputError(`${source} has ${number} pictures and ${labels.shape[0] ?? 0} labels of ${prefix}; expected as many.`);
    await Promise.all(Array.from({ length: CLASSES }, (_, digit) => mkdir(join(folder, part, String(digit)), { recursive: true })));
    const write = async (index: number) => {
      const label = labels.data[index] ?? 0;
      if (label >= CLASSES) throw new InvalidInputError(`${prefix} has a picture of class ${label}; expected a digit.`);
      const pixels = pictures.data.subarray(index * height * width, (index + 1) * height * width);
      await sharp(pixels, { raw: { width, height, channels: 1 } }).png().toFile(join(folder, part, String(label), `${index.toString().padStart(5, '0')}.png`));
      return 1;
    };
    for await (const written of inOrder(Array.from({ length: number }, (_, index) => () => write(index)), AHEAD)) count += written;
  }
  return count;
}

interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** An IDX file: what it holds, the length of each axis (32 bits, big endian), then the bytes. */
async function readIdx(file: string, magic: number): Promise<Idx> {
  const bytes = await readFile(file);
  const axes = magic & 0xff;
  if (bytes.length < 4 + 4 * axes || bytes.readUInt32BE(0) !== magic) throw new InvalidInputError(`${file} does not begin as an IDX file of bytes with ${axes} axes.`);
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const data = bytes.subarray(4 + 4 * axes);
  const expected = shape.reduce((product, length) => product * length, 1);
  if (data.length !== expected) throw new InvalidInputError(`${file} has ${data.length} bytes of data; its shape [${shape.join(', ')}] has ${expected}.`);
  return { shape, data };
}
