import type { Size } from '../../models/geometry/box';
import type { Encoding } from './policy/encoding-ladder';
import type { Transferable2d } from '../looker/messages';
import { sizeOf } from '../looker/size-of';

/** A JPEG of the frame, no longer on its longer side than asked for. The frame stays the caller's to close. */
export async function encodeFrame(image: Transferable2d, { side, quality }: Encoding): Promise<ArrayBuffer> {
  const { width, height } = sizeOf(image);
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = canvasOf({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('The browser gave no canvas to make a picture for the server.');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await jpegOf(canvas, quality);
  if (blob === null) throw new Error('The browser made no picture for the server.');
  return await blob.arrayBuffer();
}

/** Browsers that cannot look for themselves may have no canvas but that of the page. */
function canvasOf({ width, height }: Size): OffscreenCanvas | HTMLCanvasElement {
  return typeof OffscreenCanvas === 'undefined' ? Object.assign(document.createElement('canvas'), { width, height }) : new OffscreenCanvas(width, height);
}

function jpegOf(canvas: OffscreenCanvas | HTMLCanvasElement, quality: number): Promise<Blob | null> {
  const type = 'image/jpeg';
  return 'convertToBlob' in canvas ? canvas.convertToBlob({ type, quality }) : new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}
