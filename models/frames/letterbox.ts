import { clip, scale, type Box, type Size } from '../geometry/box';

/** Where a picture lies in a network's input: resized to fit with its proportions kept, centred, the rest filled. */
export interface Letterbox {
  readonly source: Size;
  readonly target: Size;
  /** The resized picture within the target, in whole target pixels. */
  readonly padX: number;
  readonly padY: number;
  readonly width: number;
  readonly height: number;
  /** Target pixels per source pixel. They differ a little, for the resized picture has whole pixels. */
  readonly scaleX: number;
  readonly scaleY: number;
}

export function letterbox(source: Size, target: Size): Letterbox {
  const fit = Math.min(target.width / source.width, target.height / source.height);
  const width = Math.min(target.width, Math.max(1, Math.round(source.width * fit)));
  const height = Math.min(target.height, Math.max(1, Math.round(source.height * fit)));
  return {
    source: { width: source.width, height: source.height },
    target: { width: target.width, height: target.height },
    padX: Math.floor((target.width - width) / 2),
    padY: Math.floor((target.height - height) / 2),
    width,
    height,
    scaleX: width / source.width,
    scaleY: height / source.height,
  };
}

/** A box in source pixels to input pixels. */
export function toInput({ scaleX, scaleY, padX, padY }: Letterbox, box: Box): Box {
  const scaled = scale(box, scaleX, scaleY);
  return { ...scaled, x: scaled.x + padX, y: scaled.y + padY };
}

/** A box in input pixels to source pixels, clipped to the picture. */
export function toSource({ scaleX, scaleY, padX, padY, source }: Letterbox, box: Box): Box {
  return clip(scale({ ...box, x: box.x - padX, y: box.y - padY }, 1 / scaleX, 1 / scaleY), source);
}
