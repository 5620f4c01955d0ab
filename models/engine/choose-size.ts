import { percentile } from '../percentile';

export interface SizeOptions {
  /** A run should not take longer. */
  readonly budgetMs: number;
  /** Runs after which to judge a size. */
  readonly runs: number;
}

/** Ten answers a second look like live; the first runs are still warming up. */
export const DEVICE_SIZES: SizeOptions = { budgetMs: 100, runs: 15 };

/** A larger input must fit with room to spare, and the one in use may take a little longer, so that they do not take turns. */
const ROOM = { larger: 0.75, current: 1.2, smaller: 1 };

/**
 * The side of the square input that suits whoever looks: the largest whose run is expected to fit into the budget, else the
 * smallest there is. A network's work grows with the area of its input.
 * @param runMs what a run at the current side takes
 */
export function chooseSize(sizes: readonly number[], current: number, runMs: number, budgetMs = DEVICE_SIZES.budgetMs): number {
  const room = (size: number) => (size > current ? ROOM.larger : size === current ? ROOM.current : ROOM.smaller);
  const fitting = sizes.filter((size) => runMs * (size / current) ** 2 <= room(size) * budgetMs);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...sizes);
}

/** How often a larger size is tried, so that it does not go up and down for ever. */
const MOST_RAISES = 4;

/** Follows how long runs take, and says when another size would suit better; heat and load change that. */
export class SizeChooser {
  private runsMs: number[] = [];
  private raises = 0;

  constructor(private readonly sizes: readonly number[], private readonly options: SizeOptions = DEVICE_SIZES) {}

  /** Takes in a run at the current side. @returns the side to change to, once it is time */
  ran(current: number, runMs: number): number | undefined {
    this.runsMs.push(runMs);
    if (this.runsMs.length < this.options.runs) return undefined;
    const chosen = chooseSize(this.sizes, current, percentile(this.runsMs, 0.5), this.options.budgetMs);
    this.runsMs = [];
    if (chosen === current || (chosen > current && this.raises >= MOST_RAISES)) return undefined;
    if (chosen > current) this.raises++;
    return chosen;
  }
}
