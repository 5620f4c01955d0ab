import { epochMs, type Asked, type FromWorker, type FrameResult, type Transferable2d, type VisionFailure } from './messages';
import type { WorkerLink } from './worker-link';

/** Frames on their way to the worker that answers: one at a time of those that come by themselves, and those that are examined. */
export class FramesInFlight {
  private inFlight = false;
  private skipped = 0;
  private waiting: Transferable2d | undefined;
  private readonly examinations = new Map<number, (result: FrameResult | VisionFailure) => void>();
  private nextExamination = 1;

  /** @param active the worker that answers now */
  constructor(private readonly active: () => WorkerLink | undefined) {}

  get free(): boolean {
    return this.active() !== undefined && !this.inFlight;
  }

  /** Takes a frame over. While another is looked at it waits, and gives way to a newer one. */
  look(frame: Transferable2d): void {
    this.waiting?.close();
    this.waiting = frame;
    this.lookAtWaiting();
  }

  skip(): void {
    this.skipped++;
  }

  /** @returns frames that were let go since the last time */
  takeSkipped(): number {
    const { skipped } = this;
    this.skipped = 0;
    return skipped;
  }

  /** The one that was looked at is answered, or failed; the next one goes. */
  settle(): void {
    this.inFlight = false;
    this.lookAtWaiting();
  }

  /** Takes a frame over. @param by which of several models; default: the one that was opened last. @throws Error with a sentence for a person */
  async predictOnce(frame: Transferable2d, by?: Asked): Promise<FrameResult> {
    const active = this.active();
    if (active === undefined) {
      frame.close();
      throw new Error('The model is not ready.');
    }
    const id = this.nextExamination++;
    const result = await new Promise<FrameResult | VisionFailure>((resolve) => {
      this.examinations.set(id, resolve);
      active.send({ type: 'examine', id, frame, by }, [frame]);
    });
    if ('kind' in result) throw new Error(result.message);
    return result;
  }

  examined({ id, result }: FromWorker & { readonly type: 'examined' }): void {
    this.examinations.get(id)?.(result);
    this.examinations.delete(id);
  }

  /** Those that were on their way to a worker that is gone. */
  forget(): void {
    this.inFlight = false;
    this.skipped = 0;
    this.waiting?.close();
    this.waiting = undefined;
    for (const settle of this.examinations.values()) settle({ kind: 'frame', message: 'The model was changed meanwhile. Try again.' });
    this.examinations.clear();
  }

  private lookAtWaiting(): void {
    const frame = this.waiting;
    if (frame === undefined || !this.free) return;
    this.waiting = undefined;
    this.inFlight = true;
    this.active()?.send({ type: 'look', frame, takenAt: epochMs() }, [frame]);
  }
}
