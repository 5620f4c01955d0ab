import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { EngineError } from '../errors';
import { isShared, memoryOf } from './engine-memory';
import { MOST_CALLS, SharedCalls, type Call } from './shared-calls';
import type { ThreadStart } from './thread';
import type { Run } from './web-assembly';

/** Starts a thread that calls `serveThread` with what it is given. Resolves when it is about to. */
export type StartThread = (start: ThreadStart) => Promise<Thread>;

export interface Thread {
  stop(): void;
}

export interface WasmThreadsOptions {
  readonly startThread: StartThread;
  /** A thread was lost; the engine goes on with one. */
  readonly onLost: () => void;
}

/** A call takes milliseconds; a thread that is this late is gone. */
const LONGEST_ROUND_MS = 5000;

const threadsOf = new WeakMap<BackendWasm, WasmThreads>();

/**
 * Threads beside the one that an engine runs in, which take their share of the calls of our programs. They end with the
 * engine. Where one of them is lost, in the middle of a call too, the engine's own goes on alone.
 */
export class WasmThreads {
  private readonly calls = new SharedCalls();
  private threads: readonly Thread[] = [];

  private constructor(private readonly onLost: () => void) {}

  /**
   * Starts threads for an engine whose memory is shared; before its first program is linked.
   * @param others how many threads to start
   * @throws EngineError where the memory is not shared, and what `startThread` throws; threads that did start are stopped then
   */
  static async start(backend: BackendWasm, others: number, { startThread, onLost }: WasmThreadsOptions): Promise<void> {
    const memory = memoryOf(backend);
    if (memory === undefined || !isShared(memory)) throw new EngineError('The memory of the wasm engine is not one that threads can share.');
    const threads = new WasmThreads(onLost);
    const started = await Promise.allSettled(Array.from({ length: others }, () => startThread({ memory, calls: threads.calls.memory })));
    threads.threads = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = started.find((start) => start.status === 'rejected');
    if (failed !== undefined) {
      threads.stop();
      throw failed.reason;
    }
    threadsOf.set(backend, threads);
    const dispose = backend.dispose.bind(backend);
    backend.dispose = () => {
      threads.stop();
      dispose();
    };
  }

  static of(backend: BackendWasm): WasmThreads | undefined {
    return threadsOf.get(backend);
  }

  /** How many calls run at a time. */
  get count(): number {
    return 1 + this.threads.length;
  }

  /** @param alone the program, linked here. @returns what runs calls of it on all threads */
  share(program: Uint8Array, alone: Run): (calls: readonly Call[]) => void {
    const number = this.calls.add(program);
    return (calls) => {
      for (let first = 0; first < calls.length; first += MOST_CALLS) this.run(number, calls.slice(first, first + MOST_CALLS), alone);
    };
  }

  private run(program: number, calls: readonly Call[], alone: Run): void {
    const runAlone = () => calls.forEach((call) => alone(...call));
    if (calls.length === 1 || this.threads.length === 0) return runAlone();
    this.calls.offer(program, calls);
    this.calls.take((_, call) => alone(...call));
    if (this.calls.awaitDone(LONGEST_ROUND_MS)) return;
    this.stop();
    this.onLost();
    // What is done twice gives the same: a program does not write to what it reads.
    runAlone();
  }

  private stop(): void {
    for (const thread of this.threads) thread.stop();
    this.threads = [];
  }
}
