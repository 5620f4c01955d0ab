import { TrainingError } from '../../models/errors';

/** The batches of a run one after another, and the time spent waiting for them. */
export class BatchSource<Batch> {
  /** Since the source was opened. */
  waitedMs = 0;
  private readonly iterator: AsyncIterator<Batch>;
  private ahead: { readonly batch: Batch } | undefined;

  constructor(batches: AsyncIterable<Batch>, private readonly now: () => number) {
    this.iterator = batches[Symbol.asyncIterator]();
  }

  /** The batch that `next` will give. */
  async peek(): Promise<Batch> {
    this.ahead ??= { batch: await this.read() };
    return this.ahead.batch;
  }

  async next(): Promise<Batch> {
    const batch = await this.peek();
    this.ahead = undefined;
    return batch;
  }

  /** Ends the workers behind the batches. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private async read(): Promise<Batch> {
    const askedMs = this.now();
    const result = await this.iterator.next();
    this.waitedMs += this.now() - askedMs;
    if (result.done === true) throw new TrainingError('The data came to an end; a job\'s batches must go on for ever (start the next epoch).');
    return result.value;
  }
}
