import type { Box, Size } from '../../models/geometry/box';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a picture lies in the space that it is shown in; the same as CSS `object-fit` does, centred. */
export type Fit = 'cover' | 'contain';

/** Where a picture's pixels come to lie: `view = picture * scale + offset`. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  /** The picture's width in the view, for the mirror. */
  readonly width: number;
  readonly height: number;
}

export function place(picture: Size, view: Size, fit: Fit): Placement {
  const scales = [view.width / picture.width, view.height / picture.height] as const;
  const scale = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { scale, width, height, x: (view.width - width) / 2, y: (view.height - height) / 2 };
}

/** A box in the picture's pixels to the view's. In a mirrored view left and right change places. */
export function toView({ scale, x, y, width }: Placement, box: Box, mirrored: boolean): Box {
  const left = mirrored ? width - (box.x + box.width) * scale : box.x * scale;
  return { x: x + left, y: y + box.y * scale, width: box.width * scale, height: box.height * scale };
}

/** The same of a point. */
export const pointToView = ({ scale, x, y, width }: Placement, point: Point, mirrored: boolean): Point => ({ x: x + (mirrored ? width - point.x * scale : point.x * scale), y: y + point.y * scale });

/** Which part of a picture is to be seen when it covers a view, 0 to 1. */
export function visibleShare(picture: Size, view: Size): number {
  const { width, height } = place(picture, view, 'cover');
  return (view.width * view.height) / (width * height);
}

/** A camera's picture fills the view unless too much of it would be cut away for that. */
const LEAST_VISIBLE_SHARE = 0.55;

export function bestFit(picture: Size, view: Size): Fit {
  return visibleShare(picture, view) >= LEAST_VISIBLE_SHARE ? 'cover' : 'contain';
}
