import { areaOf, type Box, clip, type Size } from '../../../models/geometry/box';
import { type FramePlacement, toInput } from '../../../models/frames/frame-placement';

/**
 * Where a picture goes in the network's input, all of it: it may also be stretched, shifted, larger than the target
 * (negative padding: what lies outside is cut off), and at last mirrored with the whole target.
 */
export interface Placement extends FramePlacement {
  readonly flip: boolean;
}

/** Where the whole picture goes when `region` of it, in its pixels, is placed so. */
export function placePicture(placement: Placement, region: Box, picture: Size): Placement {
  const { scaleX, scaleY } = placement;
  const width = Math.max(1, Math.round(picture.width * scaleX));
  const height = Math.max(1, Math.round(picture.height * scaleY));
  return {
    ...placement,
    source: { width: picture.width, height: picture.height },
    part: { x: 0, y: 0, width: picture.width, height: picture.height },
    width,
    height,
    padX: placement.padX - Math.round(region.x * scaleX),
    padY: placement.padY - Math.round(region.y * scaleY),
    scaleX: width / picture.width,
    scaleY: height / picture.height,
  };
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
