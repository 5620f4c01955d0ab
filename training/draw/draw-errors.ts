import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import type { CocoBox } from '../../models/artifact/coco';
import type { Orientation } from '../../models/node/pictures/open-picture';
import { writeOutput } from '../command-line/write-output';
import { type AnnotatedFile, openAnnotated } from '../data/pictures/open-picture';
import { PictureError } from '../data/pictures/picture-error';
import { annotatedFile } from '../data/pictures/picture-path';
import type { Problems } from '../data/problems';
import type { PictureErrors } from '../evaluation/detection/picture-errors';
import { drawOver, tag } from './draw-over';

/** What was found, what was missed, and what is wrong. */
const COLOURS = { found: '#56d98a', missed: '#ff6b6b', wrong: '#ffc447' };
/** Under pictures that are transparent. */
const BACKGROUND = [32, 32, 32] as const;
const TILE = 320;
const FONT_SIZE = 12;

export interface DrawErrorsOptions {
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /** Which pixels the annotations are in where a picture's size leaves it open. */
  readonly orientation: Orientation;
  /** Where to; made where it is missing. */
  readonly folder: string;
  /** Of a category id. */
  readonly nameOf: (category: number) => string;
  /** Gathers the pictures that could not be drawn. */
  readonly problems: Problems;
}

/**
 * Draws into a copy of each picture what is right (thin, green), missed (dashed, red) and wrong (yellow, with score and
 * kind), named by rank, and all of them on one `sheet.jpg`.
 * @returns the sheet's path
 */
export async function drawErrors(pictures: readonly PictureErrors[], { images, orientation, folder, nameOf, problems }: DrawErrorsOptions): Promise<string> {
  const tiles: Buffer[] = [];
  for (const [index, picture] of pictures.entries()) {
    const file = { ...annotatedFile(images, picture.image), orientation };
    const drawing = await drawPicture(picture, file, nameOf);
    if (drawing instanceof PictureError) {
      problems.add(drawing.kind, drawing.message);
      continue;
    }
    await writeOutput(join(folder, `${String(index + 1).padStart(3, '0')}-${basename(file.file, extname(file.file))}.jpg`), drawing);
    tiles.push(await sharp(drawing).resize(TILE, TILE, { fit: 'contain', background: '#202020' }).toBuffer());
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length)));
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const sheet = join(folder, 'sheet.jpg');
  await writeOutput(sheet, await sharp({ create: { width: columns * TILE, height: rows * TILE, channels: 3, background: '#202020' } })
    .composite(tiles.map((input, at) => ({ input, left: (at % columns) * TILE, top: Math.floor(at / columns) * TILE })))
    .jpeg({ quality: 88 })
    .toBuffer());
  return sheet;
}

async function drawPicture(errors: PictureErrors, file: AnnotatedFile, nameOf: DrawErrorsOptions['nameOf']): Promise<Buffer | PictureError> {
  try {
    const { picture, orientation } = await openAnnotated(file);
    return await drawOver(picture, { orientation, background: BACKGROUND, shapes: errorShapes(errors, nameOf) });
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}

/** SVG elements, in the annotations' pixels. */
export function errorShapes({ found, missed, wrong }: PictureErrors, nameOf: (category: number) => string): string[] {
  return [
    ...found.map(({ bbox }) => frame(bbox, COLOURS.found, 'stroke-width="1.5"')),
    ...missed.map(({ bbox, category_id }) => frame(bbox, COLOURS.missed, 'stroke-width="2" stroke-dasharray="5 4"') + label(nameOf(category_id), bbox, COLOURS.missed)),
    ...wrong.map(({ result: { bbox, category_id, score }, kind }) =>
      frame(bbox, COLOURS.wrong, 'stroke-width="2"') + label(`${nameOf(category_id)} ${score.toFixed(2)} ${kind}`, bbox, COLOURS.wrong)),
  ];
}

const frame = ([x, y, width, height]: CocoBox, colour: string, style: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${colour}" ${style}/>`;

const label = (text: string, [x, y]: CocoBox, colour: string): string => tag(text, x, Math.max(0, y - 1.3 * FONT_SIZE), colour, FONT_SIZE);
