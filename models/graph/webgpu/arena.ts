import type { Region } from './step';

/** Steps from the first that writes to a region to the last that reads it, both included. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

export interface Arena {
  /** Where each region begins, in floats. */
  readonly starts: ReadonlyMap<Region, number>;
  readonly floats: number;
}

/** Regions begin at multiples of so many floats: what a copy and a vector need, and whole cache lines. */
const ALIGNMENT = 64;

/**
 * Puts regions that do not live at the same time into the same place: the largest first, each into the lowest gap that is
 * free all its life (Pisarchyk and Lee 2020, Efficient memory management for deep neural net inference, section 5.2).
 */
export function packRegions(lifetimes: ReadonlyMap<Region, Lifetime>): Arena {
  const placed: { readonly start: number; readonly end: number; readonly life: Lifetime }[] = [];
  const starts = new Map<Region, number>();
  let floats = 0;
  for (const [region, life] of [...lifetimes].sort(([a], [b]) => b.floats - a.floats)) {
    const size = Math.ceil(region.floats / ALIGNMENT) * ALIGNMENT;
    let start = 0;
    for (const other of placed) {
      const isInTheWay = other.life.first <= life.last && life.first <= other.life.last && other.end > start;
      if (!isInTheWay) continue;
      if (other.start >= start + size) break;
      start = other.end;
    }
    starts.set(region, start);
    placed.push({ start, end: start + size, life });
    placed.sort((a, b) => a.start - b.start);
    floats = Math.max(floats, start + size);
  }
  return { starts, floats };
}
