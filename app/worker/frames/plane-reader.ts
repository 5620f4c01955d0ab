import type { Transferable2d } from '../../looker/messages';
import type { Planes } from './fit-planes';
import { yuvToRgb } from './yuv-to-rgb';

/**
 * Reads the bytes of a camera's frame as they are, luma and chroma: with resizing them several times as fast as a canvas,
 * which converts the whole frame first. It keeps its memory from frame to frame.
 */
export class PlaneReader {
  private copied = new Uint8Array(0);

  /** @returns undefined for a picture that only a canvas can read; the planes hold until the next read */
  async read(image: Transferable2d): Promise<Planes | undefined> {
    if (!('copyTo' in image) || !isUpright(image)) return undefined;
    const { format, visibleRect, colorSpace } = image;
    const colours = yuvToRgb(colorSpace);
    if ((format !== 'I420' && format !== 'NV12') || visibleRect === null || colours === undefined) return undefined;
    const { width, height } = visibleRect;

    const size = image.allocationSize();
    if (this.copied.length < size) this.copied = new Uint8Array(size);
    const bytes = this.copied;
    const [luma, u, v] = await image.copyTo(bytes);
    if (luma === undefined || u === undefined) return undefined;
    const common = { width, height, colours, luma: { bytes, ...luma } };
    if (format === 'NV12') return { ...common, chroma: [{ bytes, ...u }] };
    return v && { ...common, chroma: [{ bytes, ...u }, { bytes, ...v }] };
  }
}

/** Frames whose pixels are shown as they lie in memory. Browsers that know no rotation have turned the frame already. */
function isUpright(frame: VideoFrame): boolean {
  const { visibleRect, displayWidth, displayHeight } = frame;
  const turned = 'rotation' in frame && frame.rotation !== 0;
  const mirrored = 'flip' in frame && frame.flip === true;
  return !turned && !mirrored && visibleRect?.width === displayWidth && visibleRect.height === displayHeight;
}
