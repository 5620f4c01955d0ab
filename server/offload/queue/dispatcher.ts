import type { PredictOptions } from '../../../models/prediction/prediction';
import { totalMs } from '../../../models/prediction/stages';
import { EngineError } from '../../../models/errors';
import type { DropReason, OffloadResult } from '../../../models/protocol/messages';
import { DROP_REASONS } from '../../../models/protocol/messages';
import type { Log } from '../../log';
import { FairQueue, type Taken } from './fair-queue';
import { kindKey, type FrameKind } from '../connection/frame-kind';
import { FrameTimes } from './frame-times';
import type { WorkerPool } from '../pool/worker-pool';
import type { Outcome } from '../pool/messages';

/** A frame that was accepted; times are milliseconds of `performance.now`. */
export interface AcceptedFrame extends FrameKind {
  readonly options: PredictOptions;
  readonly width: number;
  readonly height: number;
  readonly picture: Uint8Array;
  readonly arrivedAt: number;
  readonly deadlineAt: number;
  /** Called exactly once. */
  answer(outcome: FrameOutcome): void;
}

export type FrameOutcome =
  /** `together`: how many frames a worker looked at in that time. */
  | { readonly type: 'result'; readonly prediction: OffloadResult['prediction']; readonly timings: OffloadResult['timings']; readonly together: number }
  | { readonly type: 'dropped'; readonly reason: DropReason; readonly message: string };

export const dropped = (reason: DropReason, message: string = DROP_REASONS[reason]): FrameOutcome => ({ type: 'dropped', reason, message });

/** Pictures that wait, of all clients together. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
/** How often what waits is looked through for late frames. */
const SWEEP_MS = 50;
/** A pool that could not start is asked again after this. */
const RETRY_START_MS = 10_000;

/**
 * Brings frames to workers: in turn, the newest of each client, none whose answer would come after its deadline. It
 * keeps count of every frame that it was given, and answers each of them.
 */
export class Dispatcher<C> {
  private readonly queue = new FairQueue<C, AcceptedFrame>();
  private readonly inWork = new Set<Promise<void>>();
  private waitingBytes = 0;
  private readonly times = new FrameTimes();
  private sweep: NodeJS.Timeout | undefined;
  private closing = false;
  private starting = false;
  private retry: NodeJS.Timeout | undefined;
  private pumping: NodeJS.Immediate | undefined;

  constructor(private readonly pool: Pick<WorkerPool, 'start' | 'run' | 'idleCount' | 'together'>, private readonly log: Log) {}

  /** How many frames wait. */
  get waiting(): number {
    return this.queue.size;
  }

  /** The workers could not be started the last time. */
  get startFailed(): boolean {
    return this.retry !== undefined;
  }

  /** Starts the workers in the background if they do not run yet; again after a pause where that fails: nobody is sent to a server that is not ready. */
  start(): void {
    if (this.starting) return;
    this.starting = true;
    const started = (): void => {
      this.retry = undefined;
    };
    this.pool.start().then(started, (error: unknown) => {
      if (this.closing) return;
      this.retry = setTimeout(() => {
        this.starting = false;
        this.start();
      }, RETRY_START_MS);
      this.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'no worker could be started');
      for (const { frame } of this.queue.takeLate(Infinity)) this.leave(frame, dropped('failed', 'The server has no engine to run models on.'));
    });
  }

  put(client: C, frame: AcceptedFrame): void {
    if (this.closing) return frame.answer(dropped('closing'));
    if (this.waitingBytes + frame.picture.length > MOST_WAITING_BYTES) return frame.answer(dropped('busy'));
    this.waitingBytes += frame.picture.length;
    const replaced = this.queue.put(client, frame);
    if (replaced !== undefined) this.leave(replaced, dropped('superseded'));
    this.start();
    this.dispatch();
  }

  /** A client is gone; nobody hears the answer any more. */
  remove(client: C): void {
    const frame = this.queue.remove(client);
    if (frame !== undefined) this.waitingBytes -= frame.picture.length;
  }

  /**
   * To be called when a worker is free. Frames that were looked at together are all answered first, so that the next ones
   * of their clients can go together too.
   */
  pump(): void {
    this.pumping ??= setImmediate(() => {
      this.pumping = undefined;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.pool.idleCount > 0) {
      this.dropLate((frame) => this.times.expected(frame));
      const taken = this.takeNext();
      if (taken.length === 0) break;
      const outcomes = this.pool.run(taken.map(({ frame }) => frame));
      taken.forEach(({ client, frame }, index) => {
        this.waitingBytes -= frame.picture.length;
        const work = this.answer(client, frame, outcomes[index]);
        this.inWork.add(work);
        void work.finally(() => {
          this.inWork.delete(work);
          this.pump();
        });
      });
    }
    this.planSweep();
  }

  /** Several only for the last worker that is free: they would be done sooner side by side. */
  private takeNext(): readonly Taken<C, AcceptedFrame>[] {
    const together = this.pool.idleCount === 1 ? this.pool.together : 1;
    const now = performance.now();
    return this.queue.take(together, (first, other) => {
      const doneAt = now + this.times.expected(first, together);
      return kindKey(first) === kindKey(other) && first.deadlineAt >= doneAt && other.deadlineAt >= doneAt;
    });
  }

  /** Lets workers finish what they are at; what waits is answered 'closing'. */
  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.sweep);
    clearTimeout(this.retry);
    for (const { frame } of this.queue.takeLate(Infinity)) this.leave(frame, dropped('closing'));
    await Promise.allSettled(this.inWork);
  }

  private async answer(client: C, frame: AcceptedFrame, coming: Promise<Outcome> | undefined): Promise<void> {
    const { model, arrivedAt } = frame;
    try {
      const outcome = await coming;
      if (outcome === undefined) throw new EngineError('The workers gave no answer for the frame.');
      frame.answer(this.outcomeOf(outcome, arrivedAt));
      if (outcome.type === 'answered') this.times.took(frame, totalMs({ ...outcome.stages, open: 0 }), outcome.together);
      else if (outcome.reason === 'failed') this.log.error({ model, reason: outcome.message }, 'a model failed');
    } catch (error) {
      this.log.error({ model, reason: error instanceof Error ? error.message : String(error) }, 'a frame was given up');
      frame.answer(this.closing ? dropped('closing') : dropped('failed', 'The worker that had it was lost.'));
    } finally {
      this.queue.done(client);
    }
  }

  private outcomeOf(outcome: Outcome, arrivedAt: number): FrameOutcome {
    if (outcome.type === 'rejected') return dropped(outcome.reason, outcome.message);
    const { prediction, stages, together } = outcome;
    const elapsedMs = performance.now() - arrivedAt;
    const queue = Math.max(0, elapsedMs - totalMs(stages));
    return { type: 'result', prediction, together, timings: { stages: { queue, ...stages }, totalMs: elapsedMs } };
  }

  /** @param aheadOf how long it takes from now to an answer */
  private dropLate(aheadOf: (frame: AcceptedFrame) => number): void {
    const now = performance.now();
    const late = this.queue.takeLate(now, aheadOf).map(({ frame }) => frame);
    this.times.doubt(late.filter(({ deadlineAt }) => deadlineAt >= now));
    for (const frame of late) this.leave(frame, dropped('late'));
  }

  private leave(frame: AcceptedFrame, outcome: FrameOutcome): void {
    this.waitingBytes -= frame.picture.length;
    frame.answer(outcome);
  }

  /** While all workers are busy, frames grow late all the same and are answered. */
  private planSweep(): void {
    if (this.sweep !== undefined || this.queue.size === 0) return;
    this.sweep = setTimeout(() => {
      this.sweep = undefined;
      this.dropLate(() => 0);
      this.planSweep();
    }, SWEEP_MS);
  }
}
