import type { Size } from '../../models/geometry/box';
import type { DrawOptions, Picture } from '../tasks/task';

/** What is drawn over a picture, or in its place. */
interface Annotation {
  /** Draws what is seen, where it is told. */
  readonly draw: (context: CanvasRenderingContext2D, options: DrawOptions) => unknown;
  /** @see PageTask.hidesPicture */
  readonly hidesPicture: boolean | undefined;
}

/** Lines and labels are sized for a view of about so many pixels, and grow with a larger picture. */
const VIEW_SIDE = 800;

/** Paints a picture as the camera saw it (never mirrored, so that writing can be read), with what is seen in it. */
export function paintAnnotated(context: CanvasRenderingContext2D, image: Picture, picture: Size, { draw, hidesPicture }: Annotation): void {
  const ratio = Math.max(0.5, Math.max(picture.width, picture.height) / VIEW_SIDE);
  const view = { width: picture.width / ratio, height: picture.height / ratio };
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = '#000';
  if (hidesPicture === true) context.fillRect(0, 0, view.width, view.height);
  else context.drawImage(image, 0, 0, view.width, view.height);
  draw(context, { view, placement: { scale: 1 / ratio, x: 0, y: 0, ...view }, mirrored: false, on: 'picture', image });
}

/** A canvas of the picture's own size. @param alpha whether it can be see-through, as no video is */
export function canvasOf({ width, height }: Size, { alpha = false } = {}): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D } {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { alpha });
  if (context === null) throw new Error('The browser gave no canvas: its memory is full. Close other pages and try again.');
  return { canvas, context };
}
