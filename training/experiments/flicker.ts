import { MASK_EDGE, type BoxMask } from '../../models/geometry/box-mask';
import type { SegmentationPrediction } from '../../models/prediction/prediction';
import type { SegmentationTracker } from '../../models/tracking/segmentation-tracker';

/** How calm the edge of what is shown is, and how far it is behind. */
export interface Flicker {
  /** Cells that change sides from one frame to the next and back with the one after, of 10,000. What moves on does not count. */
  readonly flickering: number;
  /** By how much what is shown is behind what was seen, in milliseconds: what share of the last frame's change is still missing. */
  readonly lagMs: number;
}

/**
 * @param predictions of frames at an even rate, of one class
 * @param follower shows what of them
 */
export function measureFlicker(predictions: readonly SegmentationPrediction[], framesPerSecond: number, follower: Pick<SegmentationTracker, 'update' | 'at'>): Flicker {
  const seen = predictions.map(({ regions }) => regions[0]?.mask);
  const shown = predictions.map((prediction) => {
    follower.update({ prediction });
    return follower.at()[0]?.mask;
  });
  let [turns, cells, missing, changed] = [0, 0, 0, 0];
  for (let frame = 1; frame < shown.length; frame++) {
    const [before, now, after] = [shown[frame - 1], shown[frame], shown[frame + 1]];
    if (before !== undefined && now !== undefined && after !== undefined) {
      turns += countCells(now, (cell) => isIn(before, cell) === isIn(after, cell) && isIn(now, cell) !== isIn(before, cell));
      cells += now.values.length;
    }
    const [was, is] = [seen[frame - 1], seen[frame]];
    if (was === undefined || is === undefined || now === undefined) continue;
    // Least squares: shown = seen + share × (seen before - seen).
    is.values.forEach((value, cell) => {
      const change = (was.values[cell] ?? 0) - value;
      missing += ((now.values[cell] ?? 0) - value) * change;
      changed += change * change;
    });
  }
  return { flickering: cells === 0 ? 0 : (10_000 * turns) / cells, lagMs: changed === 0 ? 0 : (1000 / framesPerSecond) * (missing / changed) };
}

const isIn = ({ values }: BoxMask, cell: number): boolean => (values[cell] ?? 0) > MASK_EDGE;

const countCells = ({ values }: BoxMask, isCounted: (cell: number) => boolean): number => values.reduce((count, _, cell) => count + Number(isCounted(cell)), 0);
