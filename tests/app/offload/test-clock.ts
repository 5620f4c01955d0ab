import { afterAll, beforeAll, vi } from 'vitest';

/** Timers go off so close to when they should that no test can tell. */
const STEP_MS = 10;
/**
 * How often the event loop turns between two steps of the clock. What is written to a socket of this machine can be read at
 * the next turn; from a frame to its answer it is about ten.
 */
const TURNS = 20;

/** Has all tests of a file run in a time of their own, which passes only while one of them waits, and takes no time to do so. */
export function runOnTestClock(): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
}

/** What is on its way through sockets arrives, while the clock stands still. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets so many milliseconds pass. */
export async function pass(forMs: number): Promise<void> {
  for (let leftMs = forMs; leftMs > 0; leftMs -= STEP_MS) {
    await settle();
    await vi.advanceTimersByTimeAsync(Math.min(STEP_MS, leftMs));
  }
  await settle();
}

/** Lets time pass until it is so. @throws Error where it is not within `mostMs` */
export async function until(when: () => boolean, mostMs = 120_000): Promise<void> {
  for (let passedMs = 0; ; passedMs += STEP_MS) {
    await settle();
    if (when()) return;
    if (passedMs >= mostMs) throw new Error(`What was waited for has not come within ${mostMs} ms: ${String(when)}`);
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}

/** Lets time pass until the promise settles. */
export async function passing<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const mark = () => { settled = true; };
  promise.then(mark, mark);
  await until(() => settled);
  return promise;
}
