import { areaOf, type Box, clip } from '../../models/geometry/box';
import { type Letterbox, toInput } from '../../models/geometry/letterbox';

/**
 * Where a picture goes in the network's input: a letterbox that may also be stretched, shifted, larger than the target
 * (negative padding: what lies outside is cut off), and at last mirrored with the whole target.
 */
export interface Placement extends Letterbox {
  readonly flip: boolean;
}

export interface PlacedBox {
  /** Input pixels, inside the target. */
  readonly box: Box;
  /** How much of the object's box is in view, 0 to 1. */
  readonly visible: number;
}

/** An object's box where its pixels went, cut to the target. */
export function placeBox(placement: Placement, box: Box): PlacedBox {
  const { target, flip } = placement;
  const scaled = toInput(placement, box);
  const placed = flip ? { ...scaled, x: target.width - scaled.x - scaled.width } : scaled;
  const seen = clip(placed, target);
  return { box: seen, visible: areaOf(placed) > 0 ? areaOf(seen) / areaOf(placed) : 0 };
}
