/** A point of a plot: how good, up; for how much, right. */
export interface Tradeoff {
  readonly cost: number;
  readonly good: number;
}

/** Those than which none is both cheaper and as good, or as cheap and better; the cheapest first. @returns indices */
export function paretoFront(points: readonly Tradeoff[]): readonly number[] {
  const beats = (a: Tradeoff, b: Tradeoff) => a.cost <= b.cost && a.good >= b.good && (a.cost < b.cost || a.good > b.good);
  return points.flatMap((point, index) => (points.some((other) => beats(other, point)) ? [] : [index])).sort((a, b) => (points[a]?.cost ?? 0) - (points[b]?.cost ?? 0));
}
