/** Parts of a kernel for each thread: where one is slower, or comes late, the others take more of them. */
const PARTS_A_THREAD = 2;

/**
 * How many parts to make of a kernel.
 * @param work what there is to compute, in some unit
 * @param worthwhile the least of it that is worth handing over
 */
export const partsOf = (work: number, worthwhile: number, threads: number): number => (threads === 1 ? 1 : Math.max(1, Math.min(PARTS_A_THREAD * threads, Math.floor(work / worthwhile))));

/**
 * Cuts a length into parts of whole tiles. What is left of a tile at the end goes with the tile's length before the end, and
 * is then computed twice.
 * @returns starts and ends, at most as many as there are tiles
 */
export function cut(length: number, parts: number, tile: number): readonly (readonly [start: number, end: number])[] {
  const tiles = Math.ceil(length / tile);
  const count = Math.min(parts, tiles);
  return Array.from({ length: count }, (_, part) => {
    const end = Math.min(length, Math.floor(((part + 1) * tiles) / count) * tile);
    return [Math.max(0, Math.min(Math.floor((part * tiles) / count) * tile, end - tile)), end];
  });
}
