/** How much of its own time a worker may take before it counts as stuck. */
export interface Patience {
  /** To start, or to load a model. */
  readonly loadMs: number;
  /** To decode the pictures of one request and to look at them. */
  readonly frameMs: number;
}

/** A frame that takes so much longer than any may wait hangs. */
export const patienceFor = (deadlineMs: number): Patience => ({ loadMs: 60_000, frameMs: Math.max(5000, 2 * deadlineMs) });

/** How often a worker tells how much processor time it has used. */
export const BEAT_MS = 1000;
/** Who uses less of a beat than this stands still: one that is merely kept from the processor gets its turns. */
const STANDSTILL_MS = 5;
/** Nobody waits longer than so many times the limit, however little the worker gets. */
const MOST_STARVED = 10;

/**
 * Finds workers that are stuck. What counts is not the time that passes, of which a busy machine may give a worker little,
 * but the worker's own: the processor time that it uses, as an endless loop does, and beats in which it uses none, as who
 * waits for ever. A worker that is stopped altogether has no beats.
 */
export class Watchdog {
  private cpuMs = 0;
  private watched: { readonly limitMs: number; readonly what: string; spentMs: number | undefined } | undefined;
  private latest: NodeJS.Timeout | undefined;
  private verdict: NodeJS.Immediate | undefined;

  /** @param onStuck told why, once for each `watch` */
  constructor(private readonly onStuck: (reason: string) => void) {}

  /** From now on the worker has so much time. @param what it is to do, as a verb */
  watch(limitMs: number, what: string): void {
    this.rest();
    this.watched = { limitMs, what, spentMs: undefined };
    this.latest = setTimeout(() => this.stuck(`it did not ${what} within ${MOST_STARVED * limitMs} ms`), MOST_STARVED * limitMs);
  }

  /** It has done what it was to do. */
  rest(): void {
    clearTimeout(this.latest);
    clearImmediate(this.verdict);
    this.watched = undefined;
  }

  /** @param cpuMs processor time that the worker has used since it began */
  beat(cpuMs: number): void {
    const usedMs = cpuMs - this.cpuMs;
    this.cpuMs = cpuMs;
    const { watched } = this;
    if (watched === undefined) return;
    // The first beat is of the time before, too.
    watched.spentMs = watched.spentMs === undefined ? 0 : watched.spentMs + (usedMs < STANDSTILL_MS ? BEAT_MS : Math.min(usedMs, BEAT_MS));
    if (watched.spentMs >= watched.limitMs) this.stuck(`it did not ${watched.what} within ${watched.limitMs} ms of its own time`);
  }

  /** Where this process itself was held up, the answer may be here already: what has come is read first. */
  private stuck(reason: string): void {
    clearImmediate(this.verdict);
    this.verdict = setImmediate(() => {
      this.rest();
      this.onStuck(reason);
    });
  }
}
