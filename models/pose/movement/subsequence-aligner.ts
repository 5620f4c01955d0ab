/** A part of a stream that is like a pattern. */
export interface Alignment {
  readonly startMs: number;
  readonly endMs: number;
  /** The sum of the distances along the best warping path. */
  readonly cost: number;
}

interface Cell {
  readonly cost: number;
  readonly startMs: number;
}

export interface AlignerOptions<T> {
  /** At least one. */
  readonly pattern: readonly T[];
  /** Between an element of the pattern and one of the stream, 0 or more. */
  readonly distance: (pattern: T, stream: T) => number;
  /** What costs more is not alike. */
  readonly mostCost: number;
  /** No longer than this is waited for a better end, where the stream rests on the pattern's last element. */
  readonly patienceMs: number;
}

const NOWHERE: Cell = { cost: Infinity, startMs: NaN };

/**
 * Finds in a stream, as it comes, the parts that are like a pattern, whatever their tempo, each once and none over another:
 * SPRING (Sakurai, Faloutsos and Yamamuro 2007, figure 5), subsequence dynamic time warping in one column of memory. Unlike there
 * a part is reported after `patienceMs` at the latest: a body that rests after a movement would keep its last cells cheap for long.
 */
export class SubsequenceAligner<T> {
  private cells: readonly Cell[];
  private best: Alignment | undefined;

  constructor(private readonly options: AlignerOptions<T>) {
    this.cells = options.pattern.map(() => NOWHERE);
  }

  /** Takes in the stream's next element. @returns the best part that cannot become better any more */
  push(element: T, atMs: number): Alignment | undefined {
    const { pattern, distance, mostCost } = this.options;
    const before = this.cells;
    const next: Cell[] = [];
    pattern.forEach((of, index) => {
      // A part may begin with any element (the paper's star-padding): before the first row all is free.
      const ways = index === 0 ? [{ cost: 0, startMs: atMs }] : [before[index - 1] ?? NOWHERE, before[index] ?? NOWHERE, next[index - 1] ?? NOWHERE];
      const cheapest = ways.reduce((a, b) => (b.cost < a.cost ? b : a));
      next.push({ cost: cheapest.cost + distance(of, element), startMs: cheapest.startMs });
    });
    const ended = this.takeBest(next, atMs);
    this.cells = ended === undefined ? next : next.map((cell) => (cell.startMs > ended.endMs ? cell : NOWHERE));
    const last = this.cells.at(-1) ?? NOWHERE;
    if (last.cost <= mostCost && last.cost < (this.best?.cost ?? Infinity)) this.best = { ...last, endMs: atMs };
    return ended;
  }

  /** The best so far, where no path that could still overlap with it is cheaper. */
  private takeBest(cells: readonly Cell[], atMs: number): Alignment | undefined {
    const { best } = this;
    if (best === undefined) return undefined;
    const canImprove = cells.some(({ cost, startMs }) => cost < best.cost && startMs <= best.endMs);
    if (canImprove && atMs - best.endMs <= this.options.patienceMs) return undefined;
    this.best = undefined;
    return best;
  }
}
