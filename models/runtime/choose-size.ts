import { percentile } from './percentile';

/** An answer should not take longer: ten a second look like live. */
const BUDGET_MS = 100;
/** A larger input must fit with room to spare, and the one in use may take a little longer, so that they do not take turns. */
const ROOM = { larger: 0.75, current: 1.2, smaller: 1 };

/**
 * The side of the square input that suits a device: the largest whose run is expected to fit into the budget, else the
 * smallest there is. A network's work grows with the area of its input.
 * @param runMs what a run at the current side takes
 */
export function chooseSize(sizes: readonly number[], current: number, runMs: number): number {
  const room = (size: number) => (size > current ? ROOM.larger : size === current ? ROOM.current : ROOM.smaller);
  const fitting = sizes.filter((size) => runMs * (size / current) ** 2 <= room(size) * BUDGET_MS);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...sizes);
}

/** Runs that tell how fast a device is; the first ones are still warming up. */
const RUNS = 15;
const MOST_CHANGES = 6;

/** Follows how long runs take, and says when another size would suit the device better; heat and load change that. */
export class SizeChooser {
  private runsMs: number[] = [];
  private changes = 0;

  constructor(private readonly sizes: readonly number[]) {}

  /** Takes in a run at the current side. @returns the side to change to, once it is time */
  ran(current: number, runMs: number): number | undefined {
    this.runsMs.push(runMs);
    if (this.runsMs.length < RUNS || this.changes >= MOST_CHANGES) return undefined;
    const chosen = chooseSize(this.sizes, current, percentile(this.runsMs, 0.5));
    this.runsMs = [];
    if (chosen === current) return undefined;
    this.changes++;
    return chosen;
  }
}
