import type { Size } from '../../../models/geometry/box';
import type { BoxMask } from '../../../models/geometry/box-mask';
import type { Picture } from '../task';
import type { BackgroundChoice } from './effect';

/** What is laid over one another. */
export interface Layers {
  readonly picture: Picture;
  readonly size: Size;
  /** Where the person is; undefined where there is none. */
  readonly mask: BoxMask | undefined;
  readonly choice: BackgroundChoice;
}

/** Makes one picture of the layers, of their size; what is drawn on is the compositor's own, until the next. */
export interface Compositor {
  composite(layers: Layers): CanvasImageSource;
}

/** Side of the picture that a background is blurred in: what is blurred has no more detail. */
export const BLUR_SIDE = 320;

/** Standard deviation of the blur at full strength, in pixels of a picture of that side. */
export const MOST_BLUR = 14;

export const scaledTo = ({ width, height }: Size, side: number): Size => {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};
