import type { Card } from '../../../models/artifact/card';
import { Random } from '../../../models/tensor/random';
import { byteBatches, type ByteBatch } from '../../data/batches/byte-batches';
import { Problems } from '../../data/problems';
import { readPictureBytes } from '../../data/sources/picture-bytes';
import { readLabelledFolder } from './labelled-pictures';

export interface SomeBatches {
  /** Pictures of the input's size, one folder a class, named as the model names it. */
  readonly folder: string;
  readonly batches: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** A few batches of a folder's pictures, chosen at random, as the model sees them. */
export async function* someBatches({ categories, input: { mean, std, width } }: Pick<Card, 'categories' | 'input'>, { folder, batches, batchSize, seed }: SomeBatches): AsyncGenerator<ByteBatch, void, undefined> {
  const random = new Random(seed);
  const labelled = await readLabelledFolder(folder, categories, new Problems());
  const indices = new Map(categories.map(({ id }, index) => [id, index]));
  const chosen = random.fork('pictures').shuffle(labelled).slice(0, batches * batchSize).map(({ file, categoryId }) => ({ id: file, file, category: indices.get(categoryId) ?? 0 }));
  const pictures = await readPictureBytes(chosen, width, new Problems());
  const { perEpoch, from } = byteBatches({ pictures, batchSize, mean, std, shift: 0, flip: true, random });
  let given = 0;
  for await (const batch of from(0)) {
    yield batch;
    if (++given === Math.min(batches, perEpoch)) return;
  }
}
