import type { Size } from '../../models/geometry/box';
import type { Encoding } from '../../models/runtime/encoding-ladder';
import type { Transferable2d } from '../vision/messages';

/** A frame's size as it is shown: a camera's frame may be stored turned or with borders. */
export function sizeOf(image: Transferable2d): Size {
  return 'displayWidth' in image ? { width: image.displayWidth, height: image.displayHeight } : { width: image.width, height: image.height };
}

/** A JPEG of the frame, no longer on its longer side than asked for. The frame stays the caller's to close. */
export async function encodeFrame(image: Transferable2d, { side, quality }: Encoding): Promise<ArrayBuffer> {
  const { width, height } = sizeOf(image);
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('The browser gave no canvas to make a picture for the server.');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return await blob.arrayBuffer();
}
