import sharp from 'sharp';
import type { CocoCategory } from '../../../models/artifact/coco';
import { Random } from '../../../models/tensor/random';
import { escapeXml } from '../../draw/draw-over';
import type { AugmentOptions } from '../augment/augment';
import { PictureError } from './picture-error';
import type { Problems } from '../problems';
import type { DetectionRecord } from '../record';
import { makeSample, type RenderedSample } from '../batches/sample';
import { sampleRequest } from '../batches/sample-request';

export interface ContactSheetOptions {
  readonly records: readonly DetectionRecord[];
  readonly categories: readonly CocoCategory[];
  readonly count: number;
  /** Side of one picture in pixels. */
  readonly size: number;
  readonly augment: AugmentOptions | false;
  readonly seed: number | string;
  /** Gathers the pictures that could not be used. */
  readonly problems: Problems;
}

/** ImageNet's mean, as recipes have it: around the pictures, and under what is transparent. */
const fill = [123.675, 116.28, 103.53] as const;

/**
 * What training sees: randomly chosen pictures in a grid, as they enter the network, with their boxes; what is to be
 * ignored is dashed.
 * @returns a PNG
 */
export async function contactSheet({ records, categories, count, size, augment, seed, problems }: ContactSheetOptions): Promise<Buffer> {
  const random = new Random(seed);
  const order = random.fork('order').shuffle(Int32Array.from(records.keys()));
  const tiles: Buffer[] = [];
  for (const index of order) {
    if (tiles.length === count) break;
    const record = records[index];
    if (!record) break;
    const settings = { size, categoryCount: categories.length, mean: fill, std: [1, 1, 1] as const };
    try {
      const sample = await makeSample(sampleRequest(record, { ...settings, augment: augment && { options: augment, seed: `${random.fork('sample').fork(index).seed}` } }));
      tiles.push(await drawTile(sample, categories, size));
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.add(error.kind, error.message);
    }
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length)));
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  return sharp({ create: { width: columns * size, height: rows * size, channels: 3, background: 'white' } })
    .composite(tiles.map((input, at) => ({ input, left: (at % columns) * size, top: Math.floor(at / columns) * size })))
    .png()
    .toBuffer();
}

/** One picture with its boxes, PNG. */
function drawTile(sample: RenderedSample, categories: readonly CocoCategory[], size: number): Promise<Buffer> {
  const pixels = Uint8ClampedArray.from(sample.image, (value, at) => value + (fill[at % 3] ?? 0));
  const shapes = [
    ...boxShapes(sample.ignoreBoxes, sample.ignoreLabels, categories, true),
    ...boxShapes(sample.boxes, sample.labels, categories, false),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${shapes.join('')}</svg>`;
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } }).composite([{ input: Buffer.from(svg) }]).png().toBuffer();
}

function boxShapes(boxes: Float32Array, labels: Int32Array, categories: readonly CocoCategory[], ignored: boolean): string[] {
  return Array.from(labels, (label, row) => {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0] = boxes.subarray(4 * row, 4 * row + 4);
    // The golden angle gives neighbouring categories colours far apart.
    const colour = `hsl(${Math.round(label * 137.5) % 360}, 100%, 60%)`;
    const name = escapeXml(categories[label]?.name ?? String(label));
    return `<rect x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" fill="none" stroke="${colour}" stroke-width="2"${ignored ? ' stroke-dasharray="5 4"' : ''}/>`
      + `<text x="${x1 + 3}" y="${Math.max(y1 + 12, 12)}" font-family="sans-serif" font-size="12" fill="${colour}" stroke="black" stroke-width="2.5" paint-order="stroke">${name}</text>`;
  });
}
