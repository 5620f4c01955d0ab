import type { Letterbox } from '../../../models/frames/letterbox';
import type { RawPixels } from '../../../models/frames/frame';
import type { Transferable2d } from '../../looker/messages';
import { letterboxPlanes, type Planes } from './letterbox-planes';
import { yuvToRgb } from './yuv-to-rgb';

/**
 * Reads the bytes of a camera's frame as they are, luma and chroma, and resizes them itself: several times as fast as a
 * canvas, which converts the whole frame first. It keeps its memory from frame to frame.
 */
export class PlaneReader {
  private copied = new Uint8Array(0);
  private pixels = new Uint8ClampedArray(0);

  /** @returns undefined for a picture that only a canvas can read; the pixels hold until the next read */
  async read(image: Transferable2d, placed: Letterbox, fill: readonly [number, number, number]): Promise<RawPixels | undefined> {
    if (!('copyTo' in image) || !isUpright(image)) return undefined;
    const { format, visibleRect, colorSpace } = image;
    const colours = yuvToRgb(colorSpace);
    if ((format !== 'I420' && format !== 'NV12') || visibleRect === null || colours === undefined) return undefined;
    const { width, height } = visibleRect;

    const size = image.allocationSize();
    if (this.copied.length < size) this.copied = new Uint8Array(size);
    const planes = planesOf(this.copied, await image.copyTo(this.copied), { format, width, height });
    if (planes === undefined) return undefined;
    const { target } = placed;
    const length = 3 * target.width * target.height;
    if (this.pixels.length !== length) this.pixels = new Uint8ClampedArray(length);
    letterboxPlanes(planes, placed, fill, colours, this.pixels);
    return { width: target.width, height: target.height, channels: 3, data: this.pixels };
  }
}

/** Frames whose pixels are shown as they lie in memory. Browsers that know no rotation have turned the frame already. */
function isUpright(frame: VideoFrame): boolean {
  const { visibleRect, displayWidth, displayHeight } = frame;
  const turned = 'rotation' in frame && frame.rotation !== 0;
  const mirrored = 'flip' in frame && frame.flip === true;
  return !turned && !mirrored && visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
}

function planesOf(bytes: Uint8Array, [luma, u, v]: readonly PlaneLayout[], { format, width, height }: { readonly format: 'I420' | 'NV12'; readonly width: number; readonly height: number }): Planes | undefined {
  if (luma === undefined || u === undefined) return undefined;
  if (format === 'NV12') return { width, height, luma: { bytes, ...luma }, chroma: [{ bytes, ...u }] };
  if (v === undefined) return undefined;
  return { width, height, luma: { bytes, ...luma }, chroma: [{ bytes, ...u }, { bytes, ...v }] };
}
