import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import type { CocoBox } from '../../models/artifact/coco';
import { outputFolder } from '../command-line/write-output';
import type { PictureErrors } from '../evaluation/picture-errors';
import { tag } from './draw-prediction';

/** What was found, what was missed, and what is wrong. */
const COLOURS = { found: '#56d98a', missed: '#ff6b6b', wrong: '#ffc447' };
const TILE = 320;
const FONT_SIZE = 12;

export interface DrawErrorsOptions {
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /** Where to; made where it is missing. */
  readonly folder: string;
  /** Of a category id. */
  readonly nameOf: (category: number) => string;
}

/**
 * Draws into a copy of each picture what is right (thin, green), missed (dashed, red) and wrong (yellow, with score and
 * kind), named by rank, and all of them on one `sheet.jpg`.
 * @returns the sheet's path
 */
export async function drawErrors(pictures: readonly PictureErrors[], { images, folder, nameOf }: DrawErrorsOptions): Promise<string> {
  await outputFolder(folder);
  const tiles: Buffer[] = [];
  for (const [index, picture] of pictures.entries()) {
    const { file_name: file } = picture.image;
    const target = join(folder, `${String(index + 1).padStart(3, '0')}-${basename(file, extname(file))}.jpg`);
    await sharp(join(images, file)).autoOrient().composite([{ input: Buffer.from(errorsSvg(picture, nameOf)) }]).jpeg({ quality: 90 }).toFile(target);
    tiles.push(await sharp(target).resize(TILE, TILE, { fit: 'contain', background: '#202020' }).toBuffer());
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length)));
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const sheet = join(folder, 'sheet.jpg');
  await sharp({ create: { width: columns * TILE, height: rows * TILE, channels: 3, background: '#202020' } })
    .composite(tiles.map((input, at) => ({ input, left: (at % columns) * TILE, top: Math.floor(at / columns) * TILE })))
    .jpeg({ quality: 88 })
    .toFile(sheet);
  return sheet;
}

/** The drawing alone, transparent, of the picture's size. */
export function errorsSvg({ image: { width, height }, found, missed, wrong }: PictureErrors, nameOf: (category: number) => string): string {
  const shapes = [
    ...found.map(({ bbox }) => frame(bbox, COLOURS.found, 'stroke-width="1.5"')),
    ...missed.map(({ bbox, category_id }) => frame(bbox, COLOURS.missed, 'stroke-width="2" stroke-dasharray="5 4"') + label(nameOf(category_id), bbox, COLOURS.missed)),
    ...wrong.map(({ result: { bbox, category_id, score }, kind }) =>
      frame(bbox, COLOURS.wrong, 'stroke-width="2"') + label(`${nameOf(category_id)} ${score.toFixed(2)} ${kind}`, bbox, COLOURS.wrong)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
}

const frame = ([x, y, width, height]: CocoBox, colour: string, style: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${colour}" ${style}/>`;

const label = (text: string, [x, y]: CocoBox, colour: string): string => tag(text, x, Math.max(0, y - 1.3 * FONT_SIZE), colour, FONT_SIZE);
