/** A place in a heat map, in cells, and how high the map is there. */
export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** How the place of a peak is found between the cells. */
export type Refinement = 'quarter' | 'log-parabola';

export interface HeatMaps {
  /** [height, width, count] */
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly count: number;
}

/** The highest cell of each heat map, refined in x and in y by its neighbours. */
export function peaksOf({ values, height, width, count }: HeatMaps, refinement: Refinement = 'log-parabola'): Peak[] {
  const refine = REFINEMENTS[refinement];
  return Array.from({ length: count }, (_, map) => {
    const at = (x: number, y: number) => values[(y * width + x) * count + map] ?? 0;
    const best = { x: 0, y: 0, value: -Infinity };
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = at(x, y);
        if (value > best.value) Object.assign(best, { x, y, value });
      }
    }
    const { x, y, value } = best;
    return {
      x: x > 0 && x < width - 1 ? x + refine(at(x - 1, y), value, at(x + 1, y)) : x,
      y: y > 0 && y < height - 1 ? y + refine(at(x, y - 1), value, at(x, y + 1)) : y,
      value,
    };
  });
}

/** From three values of which the middle one is the highest to where the peak is, -0.5 to 0.5 cells from the middle. */
export const REFINEMENTS: Readonly<Record<Refinement, (before: number, middle: number, after: number) => number>> = {
  /** A quarter of a cell towards the higher neighbour (Newell et al. 2016, section 3.3). */
  quarter: (before, _, after) => Math.sign(after - before) / 4,
  /**
   * The top of the parabola through the logarithms, which is exact for a Gaussian: DARK's step (Zhang et al. 2020, eq. 7 and 8)
   * with the second derivatives across left out, and without its blur. Networks overshoot below 0 beside a peak; there is no
   * logarithm, and the peak stays where it is.
   */
  'log-parabola': (before, middle, after) => {
    if (!(before > 0 && middle > 0 && after > 0)) return 0;
    const [left, top, right] = [Math.log(before), Math.log(middle), Math.log(after)];
    const curvature = left - 2 * top + right;
    return curvature < 0 ? Math.min(0.5, Math.max(-0.5, (left - right) / (2 * curvature))) : 0;
  },
};
