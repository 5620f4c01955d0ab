import type { AnswerPicture } from '../../../models/tasks/task';
import type { StylePrediction } from '../../../models/prediction/prediction';
import type { DrawOptions } from '../task';
import { wish } from './wish';

/** The picture that was drawn last, as a canvas of its own size: it is drawn more often than there is a new one. */
let drawn: { readonly picture: AnswerPicture; readonly context: CanvasRenderingContext2D } | undefined;

function canvasOf(picture: AnswerPicture): HTMLCanvasElement | undefined {
  if (!('pixels' in picture)) return undefined;
  if (drawn?.picture !== picture) {
    const { width, height, pixels } = picture;
    const context = drawn?.context ?? document.createElement('canvas').getContext('2d', { alpha: false });
    if (context === null) return undefined;
    if (context.canvas.width !== width || context.canvas.height !== height) Object.assign(context.canvas, { width, height });
    context.putImageData(new ImageData(pixels, width, height), 0, 0);
    drawn = { picture, context };
  }
  return drawn.context.canvas;
}

/** The painted picture where the camera's is, as much of it and on as much of it as a person wants; what is kept is painted all over. */
export function drawStyle(context: CanvasRenderingContext2D, shown: StylePrediction | undefined, { view, placement: { x, y, width, height }, mirrored, on, image }: DrawOptions): void {
  const painted = shown && canvasOf(shown.picture);
  if (painted === undefined) return;
  const { strength, keepsColours, split } = wish.get();
  context.save();
  if (on === 'screen' && split !== undefined) {
    context.beginPath();
    context.rect(split * view.width, 0, view.width, view.height);
    context.clip();
  }
  context.translate(mirrored ? 2 * x + width : 0, 0);
  context.scale(mirrored ? -1 : 1, 1);
  context.imageSmoothingQuality = 'high';
  if (keepsColours && image !== undefined) {
    // Light and dark of what is above, colours of what is below, which has to lie on the same canvas.
    context.drawImage(image, x, y, width, height);
    context.globalCompositeOperation = 'luminosity';
  }
  context.globalAlpha = strength;
  context.drawImage(painted, x, y, width, height);
  context.restore();
}
