import type { Size } from '../../../models/geometry/box';

/** Pixels of two masks that both have, and that either has; of the masks, and of the bands along their edges alone. */
export interface Overlap {
  readonly intersection: number;
  readonly union: number;
  readonly boundaryIntersection: number;
  readonly boundaryUnion: number;
}

/** How wide the band along an edge is, of the picture's diagonal (Cheng et al. 2021, Boundary IoU, section 4). */
const BAND_SHARE = 0.02;

/** @param found, there [height, width] row by row, 0 and 1 */
export function overlapOf(found: Uint8Array, there: Uint8Array, size: Size): Overlap {
  const [intersection, union] = shared(found, there);
  const [boundaryIntersection, boundaryUnion] = shared(edgeBand(found, size), edgeBand(there, size));
  return { intersection, union, boundaryIntersection, boundaryUnion };
}

function shared(a: Uint8Array, b: Uint8Array): [intersection: number, union: number] {
  let [both, either] = [0, 0];
  for (let pixel = 0; pixel < a.length; pixel++) {
    const sum = (a[pixel] ?? 0) + (b[pixel] ?? 0);
    if (sum === 2) both++;
    if (sum > 0) either++;
  }
  return [both, either];
}

/** The pixels of a mask that lie at most a band's width from one outside of it; beyond the picture all is outside. */
export function edgeBand(mask: Uint8Array, { width, height }: Size): Uint8Array {
  const reach = Math.max(1, Math.round(BAND_SHARE * Math.hypot(width, height)));
  // A square of pixels lies in the mask where every row of it does.
  const rows = eroded(mask, reach, { lines: height, length: width, lineStep: width, step: 1 });
  const inner = eroded(rows, reach, { lines: width, length: height, lineStep: 1, step: width });
  return mask.map((value, pixel) => value - (inner[pixel] ?? 0));
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
}

/** What has only mask up to `reach` pixels to either side along its line. */
function eroded(mask: Uint8Array, reach: number, { lines, length, lineStep, step }: Lines): Uint8Array {
  const result = new Uint8Array(mask.length);
  for (let line = 0; line < lines; line++) {
    let run = 0;
    for (let i = 0; i < length; i++) {
      run = mask[line * lineStep + i * step] === 1 ? run + 1 : 0;
      if (run > 2 * reach) result[line * lineStep + (i - reach) * step] = 1;
    }
  }
  return result;
}
