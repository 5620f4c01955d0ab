import { type FramePlacement, letterbox } from '../../../models/frames/frame-placement';
import { inOrder } from '../batches/in-order';
import { PictureError } from './picture-error';
import { Problems } from '../problems';
import type { DetectionRecord } from '../record';
import type { InputColours } from '../augment/render-placed';
import { sampleRequest } from '../batches/sample-request';
import { defaultWorkerCount, WorkerPool } from '../batches/worker-pool';

export interface EvaluationPicturesOptions extends InputColours {
  readonly records: readonly DetectionRecord[];
  /** Side of the square input in pixels. */
  readonly size: number;
  readonly workers?: number;
  /** Pictures made ahead. */
  readonly prefetch?: number;
  /** Gathers the pictures that could not be used. */
  readonly problems?: Problems;
}

export interface EvaluationPicture {
  readonly record: DetectionRecord;
  /** [size, size, 3] RGB, (pixel - mean) / std; 0 where there is no picture. */
  readonly image: Float32Array<ArrayBuffer>;
  /** Leads from input pixels back to the record's. */
  readonly letterbox: FramePlacement;
}

/** Every record once, in order, letterboxed. A picture that cannot be used is skipped and reported to `problems`. */
export async function* evaluationPictures(options: EvaluationPicturesOptions): AsyncGenerator<EvaluationPicture, void, undefined> {
  const { records, size, mean, std, workers = defaultWorkerCount(), prefetch = 4 * workers, problems = new Problems() } = options;
  const pool = new WorkerPool(workers, problems);
  const target = { width: size, height: size };
  const prepare = async (record: DetectionRecord): Promise<EvaluationPicture | undefined> => {
    try {
      const { image } = await pool.run(sampleRequest(record, { size, categoryCount: 0, mean, std, augment: false }));
      return { record, image, letterbox: letterbox(record, target) };
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.add(error.kind, error.message);
      return undefined;
    }
  };
  function* tasks(): Generator<() => Promise<EvaluationPicture | undefined>> {
    for (const record of records) yield () => prepare(record);
  }
  try {
    for await (const picture of inOrder(tasks(), prefetch)) if (picture) yield picture;
  } finally {
    await pool.close();
  }
}
