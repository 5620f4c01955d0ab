import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { InvalidInputError } from '../../models/errors';
import type { RawPixels } from '../../models/frames/frame';
import { placeFrame } from '../../models/frames/frame-placement';
import { sharpFrame } from '../../models/node/pictures/sharp-frame';
import { picturesIn } from '../data/pictures/pictures-in';
import { Problems } from '../data/problems';
import { readImageFolder } from '../data/sources/image-folder';
import { type PictureBytes, readPictureBytes } from '../data/sources/picture-bytes';

/** Pictures of a folder, evenly chosen, as a model's input has them. @throws InvalidInputError where there are fewer */
export async function inputPictures(folder: string, count: number, { input }: Card): Promise<RawPixels[]> {
  const all = await picturesIn(folder);
  if (all.length < count) throw new InvalidInputError(`${folder} holds ${all.length} pictures; expected at least ${count}.`);
  const chosen = Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)] ?? '');
  return await Promise.all(chosen.map(async (file) => {
    const frame = await sharpFrame(file);
    try {
      return await frame.fitted(placeFrame(frame, input), input.mean);
    } finally {
      frame.close();
    }
  }));
}

/** The part `train` or `test` of a data set of small pictures, whole in memory, its classes numbered as the card has them. */
export async function smallPictures(folder: string, part: 'train' | 'test', { input, categories }: Card): Promise<PictureBytes> {
  const problems = new Problems();
  const { records } = await readImageFolder({ root: join(folder, part), classes: categories.map(({ name }) => name), problems });
  return await readPictureBytes(records, input.width, problems);
}
