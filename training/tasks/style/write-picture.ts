import type * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { writeOutput } from '../../command-line/write-output';
import { extname } from 'node:path';
import { InvalidInputError } from '../../../models/errors';

const FORMATS = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.webp': 'webp' } as const;

/** Writes a picture [1, h, w, 3] of 0 to 1, PNG, JPEG or WebP by its name's ending. @throws InvalidInputError for another ending */
export async function writePicture(file: string, picture: tf.Tensor4D): Promise<void> {
  const format = Object.entries(FORMATS).find(([ending]) => ending === extname(file).toLowerCase())?.[1];
  if (format === undefined) throw new InvalidInputError(`${file} has no ending that says what it is; expected ${Object.keys(FORMATS).join(', ')}.`);
  const [, height, width] = picture.shape;
  const bytes = Uint8ClampedArray.from(await picture.data<'float32'>(), (value) => 255 * value);
  await writeOutput(file, await sharp(bytes, { raw: { width, height, channels: 3 } })[format]({ quality: 92 }).toBuffer());
}
