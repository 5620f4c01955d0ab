import { EngineError } from '../../../models/errors';
import type { Size } from '../../../models/geometry/box';
import type { RawPixels } from '../../../models/frames/frame';
import type { Transferable2d } from '../../looker/messages';

/**
 * A canvas, kept from frame to frame, that gives the pixels of whatever a browser can draw, all of them: each browser's
 * canvas shrinks in its own way, from four pixels of those that a pixel covers or from copies of half the size.
 */
export class PictureCanvas {
  private readonly canvas: OffscreenCanvas;
  private readonly context: OffscreenCanvasRenderingContext2D;

  /** @throws EngineError where a worker has no canvas */
  constructor() {
    const canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1);
    // Read on every frame: the canvas stays in the processor's memory, which is sixteen times faster than a detour over the card.
    const context = canvas?.getContext('2d', { willReadFrequently: true, alpha: false });
    if (canvas === undefined || !context) throw new EngineError('This browser is too old: it gives a worker no canvas. Update it, or use another one.');
    this.canvas = canvas;
    this.context = context;
  }

  /**
   * @param size of the picture as it is shown
   * @param fill what shows through where a picture is transparent
   */
  read(image: Transferable2d, { width, height }: Size, fill: readonly [number, number, number]): RawPixels {
    const { canvas, context } = this;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.fillStyle = `rgb(${fill.map(Math.round).join(' ')})`;
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, channels: 4, data };
  }
}
