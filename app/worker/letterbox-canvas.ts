import { EngineError } from '../../models/errors';
import type { Letterbox } from '../../models/geometry/letterbox';
import type { RawPixels } from '../../models/runtime/frame';
import type { Transferable2d } from '../vision/messages';

/** A small canvas, kept from frame to frame, that resizes pictures to a network's input and gives their pixels. */
export class LetterboxCanvas {
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor() {
    // Read on every frame: the canvas stays in the processor's memory, which is sixteen times faster than a detour over the card.
    const context = this.canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (context === null) throw new EngineError('This browser gives a worker no canvas. Update the browser, or use another one.');
    this.context = context;
  }

  draw(image: Transferable2d, { source, target, padX, padY, width, height }: Letterbox, fill: readonly [number, number, number]): RawPixels {
    const { canvas, context } = this;
    if (canvas.width !== target.width || canvas.height !== target.height) {
      canvas.width = target.width;
      canvas.height = target.height;
    }
    context.fillStyle = `rgb(${fill.map(Math.round).join(' ')})`;
    context.fillRect(0, 0, target.width, target.height);
    // 'low' mixes four pixels into one, all there are down to half the size; 'medium' averages more, and takes longer.
    context.imageSmoothingQuality = 2 * width >= source.width ? 'low' : 'medium';
    context.drawImage(image, padX, padY, width, height);
    const { data } = context.getImageData(0, 0, target.width, target.height);
    return { width: target.width, height: target.height, channels: 4, data };
  }
}
