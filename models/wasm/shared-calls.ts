import { EngineError } from '../errors';
import { newSharedMemory } from './web-assembly';

/** The arguments of one call of a program. */
export type Call = readonly number[];

export const MOST_CALLS = 64;
const MOST_ARGUMENTS = 16;
const MOST_PROGRAMS = 64;
const CODE_BYTES = 128 * 1024;

/** Places of the state's 32-bit words. */
const OPEN = 0;
const UNDONE = 1;
const SLEEPING = 2;
const FAILED = 3;
const PROGRAM = 4;
const ARGUMENTS = 5;
const HEADER = 16;

/** Of the word of open calls, those that count them; the others count the rounds, so that a word never comes back soon. */
const COUNT_BITS = 8;
const COUNT_MASK = (1 << COUNT_BITS) - 1;

/** Looks at a word before a thread goes to sleep, some 50 µs: as long as there is between two kernels of a network. */
const LOOKS = 30_000;

const PLACE = {
  header: 0,
  programEnds: 4 * HEADER,
  numbers: 4 * (HEADER + MOST_PROGRAMS),
  code: 4 * (HEADER + MOST_PROGRAMS) + 8 * MOST_CALLS * MOST_ARGUMENTS,
} as const;

/**
 * Calls of programs that threads take from one another, in memory that they share: one owner offers them, and whoever is
 * free, the owner too, takes the next. A slow thread so takes few, and one that never wakes none: no one waits for it.
 *
 * The number of calls that are still open lies in one word, with a number for the round above it. It is taken from by
 * compare and exchange, so a thread that was held up cannot take from a later round what it saw in an earlier one; and a
 * round does not end before all of its calls are done, so its arguments stay while anyone reads them.
 */
export class SharedCalls {
  private readonly words: Int32Array;
  private readonly programEnds: Int32Array;
  private readonly numbers: Float64Array;
  private readonly code: Uint8Array;
  private programs = 0;
  private round = 0;

  constructor(readonly memory = newSharedMemory(PLACE.code + CODE_BYTES).buffer) {
    this.words = new Int32Array(memory, PLACE.header, HEADER);
    this.programEnds = new Int32Array(memory, PLACE.programEnds, MOST_PROGRAMS);
    this.numbers = new Float64Array(memory, PLACE.numbers, MOST_CALLS * MOST_ARGUMENTS);
    this.code = new Uint8Array(memory, PLACE.code);
  }

  /** The owner's: makes a program known to all threads. @returns its number. @throws EngineError where there is no room */
  add(program: Uint8Array): number {
    const start = this.startOf(this.programs);
    if (this.programs === MOST_PROGRAMS || start + program.length > CODE_BYTES) {
      throw new EngineError(`Threads share at most ${MOST_PROGRAMS} programs of ${CODE_BYTES} bytes together; there are ${this.programs} of ${start} already.`);
    }
    this.code.set(program, start);
    this.programEnds[this.programs] = start + program.length;
    return this.programs++;
  }

  /** A copy of a program. */
  program(number: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.code.slice(this.startOf(number), this.programEnds[number]));
  }

  /** The owner's: calls of one program, at most MOST_CALLS, each with the same number of arguments. All before them are done. */
  offer(program: number, calls: readonly Call[]): void {
    calls.forEach((call, i) => this.numbers.set(call, i * MOST_ARGUMENTS));
    this.words[PROGRAM] = program;
    this.words[ARGUMENTS] = calls[0]?.length ?? 0;
    Atomics.store(this.words, FAILED, 0);
    Atomics.store(this.words, UNDONE, calls.length);
    Atomics.store(this.words, OPEN, (++this.round << COUNT_BITS) | calls.length);
    if (Atomics.load(this.words, SLEEPING) > 0) Atomics.notify(this.words, OPEN);
  }

  /** Takes one call after the other, until none is open. A call that throws counts as done, and the round as failed. */
  take(run: (program: number, call: Call) => void): void {
    for (let index = this.next(); index !== undefined; index = this.next()) {
      try {
        run(this.words[PROGRAM] ?? 0, Array.from(this.numbers.subarray(index * MOST_ARGUMENTS, index * MOST_ARGUMENTS + (this.words[ARGUMENTS] ?? 0))));
      } catch {
        Atomics.store(this.words, FAILED, 1);
      }
      if (Atomics.sub(this.words, UNDONE, 1) === 1) Atomics.notify(this.words, UNDONE);
    }
  }

  /** Blocks until calls are open. */
  awaitOpen(): void {
    for (let look = 0; look < LOOKS; look++) if (this.open > 0) return;
    Atomics.add(this.words, SLEEPING, 1);
    for (let word = Atomics.load(this.words, OPEN); (word & COUNT_MASK) === 0; word = Atomics.load(this.words, OPEN)) Atomics.wait(this.words, OPEN, word);
    Atomics.sub(this.words, SLEEPING, 1);
  }

  /** The owner's: blocks until all calls are done. @returns false where one failed, or time is up */
  awaitDone(limitMs: number): boolean {
    for (let look = 0; look < LOOKS && Atomics.load(this.words, UNDONE) > 0; look++);
    for (let undone = Atomics.load(this.words, UNDONE); undone > 0; undone = Atomics.load(this.words, UNDONE)) {
      if (Atomics.wait(this.words, UNDONE, undone, limitMs) === 'timed-out') return false;
    }
    return Atomics.load(this.words, FAILED) === 0;
  }

  private get open(): number {
    return Atomics.load(this.words, OPEN) & COUNT_MASK;
  }

  private next(): number | undefined {
    for (;;) {
      const word = Atomics.load(this.words, OPEN);
      const count = word & COUNT_MASK;
      if (count === 0) return undefined;
      if (Atomics.compareExchange(this.words, OPEN, word, word - 1) === word) return count - 1;
    }
  }

  private startOf(program: number): number {
    return program === 0 ? 0 : this.programEnds[program - 1] ?? 0;
  }
}
