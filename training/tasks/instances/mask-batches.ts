import type { Random } from '../../../models/tensor/random';
import { inOrder } from '../../data/batches/in-order';
import { concatenated } from '../detection/concatenated';
import type { RegionFile } from './region-file';

/** Boxes whose masks a step learns, from any pictures. */
export interface MaskBatch {
  /** What the frozen network sees in the boxes, one array a kind of region, box by box. */
  readonly regions: readonly Float32Array[];
  /** [boxes, side, side] 0 to 1 */
  readonly targets: Float32Array;
  /** [boxes] indices of categories */
  readonly categories: Int32Array;
}

/**
 * Endless batches of examples, each epoch all of them in another order. Batch k depends on the seed and k alone.
 * @param rows of the file that hold an example
 */
export async function* maskBatches(file: Pick<RegionFile, 'read'>, rows: readonly number[], batchSize: number, random: Random, first = 0): AsyncGenerator<MaskBatch, void, undefined> {
  function* tasks(): Generator<() => Promise<MaskBatch>> {
    let epoch = -1;
    let order = new Int32Array();
    for (let at = first * batchSize; ; at += batchSize) {
      const chosen = Array.from({ length: batchSize }, (_, i) => {
        const own = Math.floor((at + i) / rows.length);
        if (own !== epoch) [epoch, order] = [own, random.fork(own).shuffle(Int32Array.from(rows))];
        return order[(at + i) % rows.length] ?? 0;
      });
      yield () => maskBatch(file, chosen);
    }
  }
  yield* inOrder(tasks(), 2);
}

/** The examples of these rows. */
export async function maskBatch(file: Pick<RegionFile, 'read'>, rows: readonly number[]): Promise<MaskBatch> {
  const examples = await Promise.all(rows.map((row) => file.read(row)));
  const kinds = examples[0]?.regions ?? [];
  return {
    regions: kinds.map((_, kind) => concatenated(examples.map(({ regions }) => regions[kind] ?? new Float32Array()))),
    targets: concatenated(examples.map(({ target }) => target)),
    categories: Int32Array.from(examples, ({ category }) => category),
  };
}
