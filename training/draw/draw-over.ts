import sharp from 'sharp';
import type { Size } from '../../models/geometry/box';
import type { OpenedPicture, Orientation } from '../../models/node/pictures/open-picture';
import { printable } from '../../models/printable';

/** Larger pictures are drawn smaller: drawings are there to be looked at, and one of all pixels takes gigabytes. */
const LONGEST_SIDE = 4096;

export interface DrawOverOptions {
  readonly orientation: Orientation;
  /** What shows through where the picture is transparent, RGB, 0 to 255. */
  readonly background: readonly [number, number, number];
  /** SVG elements, in the picture's pixels. */
  readonly shapes: readonly string[];
}

/** How large a picture is drawn. */
export function drawnSize({ width, height }: Size): Size {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(shrink * width)), height: Math.max(1, Math.round(shrink * height)) };
}

/** A copy of a picture with shapes drawn over it, JPEG. @throws PictureError where the picture cannot be decoded */
export async function drawOver(picture: OpenedPicture, { orientation, background, shapes }: DrawOverOptions): Promise<Buffer> {
  const whole = picture.size[orientation];
  const size = drawnSize(whole);
  const { data, channels } = await picture.decode({ orientation, background, size });
  return sharp(data, { raw: { ...size, channels } }).composite([{ input: Buffer.from(svg(shapes, whole, size)) }]).jpeg({ quality: 90 }).toBuffer();
}

/** Shapes on a transparent ground. @param size that they are drawn at, where it is not that of their pixels */
export const svg = (shapes: readonly string[], pixels: Size, size: Size = pixels): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${pixels.width} ${pixels.height}" preserveAspectRatio="none">${shapes.join('')}</svg>`;

/** SVG: text on a plate of its own colour, which stays readable on any picture. The letters are drawn with a font of the system. */
export function tag(text: string, x: number, y: number, colour: string, fontSize: number): string {
  const width = 0.62 * fontSize * text.length + 0.4 * fontSize;
  return `<rect x="${x}" y="${y}" width="${width}" height="${1.3 * fontSize}" fill="${colour}"/>`
    + `<text x="${x + 0.2 * fontSize}" y="${y + fontSize}" font-family="monospace" font-size="${fontSize}" fill="#000">${escapeXml(text)}</text>`;
}

/** XML has no way to write control characters. */
export const escapeXml = (text: string): string => printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
