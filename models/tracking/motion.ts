import { OneEuroFilter, type OneEuroOptions } from './one-euro-filter';

/** Sizes a second below which a speed is taken for the tremble of whoever looks. */
const TREMBLE = 0.25;
/** What moves goes on with its speed for about so long and then stands: what is not seen again has no speed that one knows. */
const MOMENTUM_MS = 700;
/** The step from where something was drawn to where a new answer puts it is spread over about so long. */
const EASE_MS = 60;

type Vector = readonly number[];

/**
 * Where numbers in pixels (of a box, of a joint) are at any time, from what they were seen to be now and then: smoothed, each by
 * itself, carried on with their speed between answers (an answer is late by the time that it took), and never jumping.
 */
export class Motion {
  private readonly filters: readonly OneEuroFilter[];
  private place: Vector;
  private speed: Vector;
  /** What was drawn less what the newest answer says, which fades. */
  private leap: Vector;
  private leapAtMs = 0;

  /** @param unit pixels of what the filter's options are in */
  constructor(filter: OneEuroOptions, values: Vector, unit: number, private seenAtMs: number) {
    this.filters = values.map(() => new OneEuroFilter(filter));
    this.speed = this.leap = values.map(() => 0);
    this.place = this.filtered(values, unit, seenAtMs);
  }

  /** @param sizes of what each number is of, in pixels, against which its tremble is measured; @param drawnAtMs since when the answer can be drawn */
  see(values: Vector, sizes: Vector, unit: number, seenAtMs: number, drawnAtMs: number): void {
    const drawn = this.at(drawnAtMs);
    this.place = this.filtered(values, unit, seenAtMs);
    this.seenAtMs = seenAtMs;
    this.speed = this.filters.map(({ speed }, index) => beyondTremble(speed * unit, sizes[index] ?? 0));
    const path = this.expectedAt(drawnAtMs);
    this.leap = drawn.map((value, index) => value - (path[index] ?? value));
    this.leapAtMs = drawnAtMs;
  }

  /** What to draw. */
  at(timeMs: number): Vector {
    const left = Math.exp(-Math.max(0, timeMs - this.leapAtMs) / EASE_MS);
    return this.expectedAt(timeMs).map((value, index) => value + (this.leap[index] ?? 0) * left);
  }

  /** What they are thought to be. */
  expectedAt(timeMs: number): Vector {
    const gone = Math.max(0, timeMs - this.seenAtMs);
    const way = (MOMENTUM_MS / 1000) * Math.tanh(gone / MOMENTUM_MS); // seconds at full speed
    return this.place.map((value, index) => value + (this.speed[index] ?? 0) * way);
  }

  private filtered(values: Vector, unit: number, atMs: number): Vector {
    return this.filters.map((filter, index) => unit * filter.filter((values[index] ?? 0) / unit, atMs));
  }
}

/** Speeds well above the tremble stay, those below vanish, with no step between (a Wiener gain). */
function beyondTremble(speed: number, size: number): number {
  const tremble = TREMBLE * size;
  return speed === 0 ? 0 : speed * (speed ** 2 / (speed ** 2 + tremble ** 2));
}
