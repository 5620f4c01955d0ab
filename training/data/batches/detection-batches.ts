import { z } from 'zod';
import { FoveaError, InvalidInputError } from '../../../models/errors';
import { Random } from '../../../models/tensor/random';
import type { AugmentOptions } from '../augment/augment';
import { augmentSchema } from '../augment/augment-schema';
import { inOrder } from './in-order';
import { PictureError } from '../pictures/picture-error';
import { Problems } from '../problems';
import { type DetectionRecord, teaches } from '../record';
import type { InputColours } from '../augment/render-placed';
import type { DetectionSample, RenderedSample } from './sample';
import { sampleRequest } from './sample-request';
import { epochLength, epochOrder, repeatFactors, type Sampling, samplingSchema } from './sampling';
import { defaultWorkerCount, WorkerPool } from './worker-pool';

export interface DetectionBatchesOptions extends InputColours {
  readonly records: readonly DetectionRecord[];
  /** Of the network: the length of a sample's `unlabelled`. */
  readonly categoryCount: number;
  /** Side of the square input in pixels; of several, each batch draws one. */
  readonly sizes: readonly number[];
  readonly batchSize: number;
  /** `defaultAugment` is a good start; false letterboxes. */
  readonly augment: AugmentOptions | false;
  readonly seed: number | string;
  readonly sampling?: Sampling;
  /** Threads; by default all cores but one. */
  readonly workers?: number;
  /** Batches made ahead; by default enough to keep all workers busy. */
  readonly prefetch?: number;
  /** Gathers the pictures that could not be used, each once. */
  readonly problems?: Problems;
}

export interface DetectionBatch {
  readonly step: number;
  /** Side of the square input. */
  readonly size: number;
  /** [batch, size, size, 3] RGB, (pixel - mean) / std; 0 where there is no picture. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly samples: readonly DetectionSample[];
}

export interface DetectionBatches {
  /** Samples of an epoch, and records that can teach at least one category. */
  readonly epochLength: number;
  readonly recordCount: number;
  readonly problems: Problems;
  /**
   * Batch number `first` and all that follow, without end. `return()`, or leaving a `for await`, ends the workers.
   * @throws FoveaError from `next` when picture after picture cannot be used
   */
  from(first: number): AsyncGenerator<DetectionBatch, void, undefined>;
}

const numbersSchema = z.object({
  categoryCount: z.int().positive(),
  sizes: z.array(z.int().positive()).min(1),
  batchSize: z.int().positive(),
  augment: z.union([augmentSchema, z.literal(false)]),
  sampling: samplingSchema.optional(),
  workers: z.int().positive().optional(),
  prefetch: z.int().nonnegative().optional(),
});

/** Of pictures drawn in place of one that cannot be used; more in a row are no accident. */
const replacementsTried = 20;

/**
 * Endless batches of augmented pictures. Batch k depends on the options and k alone, not on the number of workers, the
 * machine or where a run was resumed. Records in which no category is annotated exhaustively are left out.
 * @throws InvalidInputError for options out of range or when no record is left
 */
export function detectionBatches(options: DetectionBatchesOptions): DetectionBatches {
  const checked = numbersSchema.safeParse(options);
  if (!checked.success) throw new InvalidInputError(`Options of the batches: ${z.prettifyError(checked.error)}`);
  const records = options.records.filter((record) => teaches(record, options.categoryCount));
  if (records.length === 0) {
    throw new InvalidInputError(`None of the ${options.records.length} records has a category that is annotated exhaustively; there is nothing to train on.`);
  }
  const { sizes, batchSize, augment, categoryCount, sampling = 'uniform', workers = defaultWorkerCount(), problems = new Problems() } = options;
  const prefetch = options.prefetch ?? Math.max(2, Math.ceil((2 * workers) / batchSize));
  const random = new Random(options.seed);
  const factors = repeatFactors(records, sampling);
  const length = epochLength(factors);
  const reported = new Set<string>();

  let latest: { epoch: number; order: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (latest?.epoch !== epoch) latest = { epoch, order: epochOrder(factors, random.fork('order').fork(epoch)) };
    return latest.order;
  };

  /** The sample at a position of the whole run; another picture where its own cannot be used. */
  async function sampleAt(pool: WorkerPool, position: number, size: number): Promise<RenderedSample> {
    const epoch = Math.floor(position / length);
    const own = random.fork('sample').fork(epoch).fork(position % length);
    let index = orderOf(epoch)[position % length];
    for (let tried = 0; tried < replacementsTried; tried++) {
      const record = records[index ?? 0];
      if (!record) break;
      try {
        return await pool.run(sampleRequest(record, { size, categoryCount, mean: options.mean, std: options.std, augment: augment && { options: augment, seed: `${own.seed}` } }));
      } catch (error) {
        if (!(error instanceof PictureError)) throw error;
        if (!reported.has(record.file)) problems.add(error.kind, error.message);
        reported.add(record.file);
      }
      index = own.fork('replacement').fork(tried).int(records.length);
    }
    throw new FoveaError(`${replacementsTried} pictures in a row could not be used: ${problems.lines().join(' ')}`);
  }

  async function batchAt(pool: WorkerPool, step: number): Promise<DetectionBatch> {
    const size = sizes[random.fork('size').fork(step).int(sizes.length)] ?? 0;
    const rendered = await Promise.all(Array.from({ length: batchSize }, (_, row) => sampleAt(pool, step * batchSize + row, size)));
    const images = new Float32Array(batchSize * size * size * 3);
    const samples = rendered.map(({ image, ...sample }, row) => {
      images.set(image, row * image.length);
      return sample;
    });
    return { step, size, images, samples };
  }

  async function* from(first: number): AsyncGenerator<DetectionBatch, void, undefined> {
    const pool = new WorkerPool(workers, problems);
    function* tasks(): Generator<() => Promise<DetectionBatch>> {
      for (let step = first; ; step++) yield () => batchAt(pool, step);
    }
    try {
      yield* inOrder(tasks(), prefetch);
    } finally {
      await pool.close();
    }
  }

  return { epochLength: length, recordCount: records.length, problems, from };
}
