import type { Size } from '../../models/geometry/box';
import type { Encoding } from './policy/encoding-ladder';
import type { Transferable2d } from '../looker/messages';
import { sizeOf } from '../looker/size-of';

interface EncoderCanvas {
  readonly canvas: OffscreenCanvas | HTMLCanvasElement;
  readonly context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;
}

/** Makes JPEGs of frames, on a canvas that it keeps from frame to frame. */
export class FrameEncoder {
  private kept: EncoderCanvas | undefined;

  /** A JPEG of the frame, no longer on its longer side than asked for. The frame stays the caller's to close. */
  async encode(image: Transferable2d, { side, quality }: Encoding): Promise<ArrayBuffer> {
    const whole = sizeOf(image);
    const scale = Math.min(1, side / Math.max(whole.width, whole.height));
    const [width, height] = [Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale))];
    const { canvas, context } = (this.kept ??= newCanvas());
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height } satisfies Size);
    context.imageSmoothingQuality = 'medium';
    context.drawImage(image, 0, 0, width, height);
    // What is drawn by now is encoded, whatever comes onto the canvas meanwhile.
    const blob = await jpegOf(canvas, quality);
    if (blob === null) throw new Error('The browser made no picture for the server.');
    return await blob.arrayBuffer();
  }
}

/** Browsers that cannot look for themselves may have no canvas but that of the page. */
function newCanvas(): EncoderCanvas {
  const canvas = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('The browser gave no canvas to make a picture for the server.');
  return { canvas, context };
}

function jpegOf(canvas: OffscreenCanvas | HTMLCanvasElement, quality: number): Promise<Blob | null> {
  const type = 'image/jpeg';
  return 'convertToBlob' in canvas ? canvas.convertToBlob({ type, quality }) : new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}
