import type { Size } from '../../../models/geometry/box';
import type { ClassRegion } from '../../../models/prediction/prediction';
import { sizeOf } from '../../looker/size-of';
import type { DrawOptions, Picture } from '../task';
import { CanvasCompositor } from './canvas-compositor';
import type { Compositor } from './compositor';
import { background } from './effect';
import { GlCompositor } from './gl-compositor';

let made: Compositor | undefined;

/** One for all that is drawn, made with the first. */
function compositor(): Compositor {
  if (made instanceof GlCompositor && made.isLost) made = undefined;
  return (made ??= GlCompositor.create() ?? new CanvasCompositor());
}

/** The picture anew, with the background as a person wants it. */
export function drawBackground(context: CanvasRenderingContext2D, regions: readonly ClassRegion[], { placement: { x, y, width, height }, mirrored, on, image }: DrawOptions): void {
  if (image === undefined) return;
  const size = sizeOfPicture(image);
  if (size.width === 0) return;
  const choice = background.get();
  const composed = compositor().composite({ picture: image, size, mask: regions[0]?.mask, choice });
  context.save();
  context.translate(mirrored ? 2 * x + width : 0, 0);
  context.scale(mirrored ? -1 : 1, 1);
  if (choice.effect === 'nothing') {
    // A screen shows the picture below; what is kept is to be see-through.
    if (on === 'screen') drawChecks(context, { x, y, width, height });
    else context.clearRect(x, y, width, height);
  }
  context.drawImage(composed, x, y, width, height);
  context.restore();
}

const CHECK = 12;

/** What stands for nothing. */
function drawChecks(context: CanvasRenderingContext2D, { x, y, width, height }: { readonly x: number; readonly y: number } & Size): void {
  context.fillStyle = '#d9d9d9';
  context.fillRect(x, y, width, height);
  context.fillStyle = '#f4f4f4';
  context.beginPath();
  for (let row = 0; row * CHECK < height; row++) {
    for (let column = row % 2; column * CHECK < width; column += 2) {
      context.rect(x + column * CHECK, y + row * CHECK, Math.min(CHECK, width - column * CHECK), Math.min(CHECK, height - row * CHECK));
    }
  }
  context.fill();
}

function sizeOfPicture(picture: Picture): Size {
  if (picture instanceof HTMLVideoElement) return { width: picture.videoWidth, height: picture.videoHeight };
  return picture instanceof HTMLCanvasElement ? { width: picture.width, height: picture.height } : sizeOf(picture);
}
