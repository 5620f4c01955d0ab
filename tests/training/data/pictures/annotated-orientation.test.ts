import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../../models/artifact/card';
import type { CocoBox, CocoImage } from '../../../../models/artifact/coco';
import { letterbox } from '../../../../models/frames/frame-placement';
import type { Orientation } from '../../../../models/node/pictures/open-picture';
import type { Predictor } from '../../../../models/predictor';
import { annotatedOrientation } from '../../../../training/data/pictures/annotated-orientation';
import { renderPlaced } from '../../../../training/data/augment/render-placed';
import { annotatedFile } from '../../../../training/data/pictures/picture-path';
import { Problems } from '../../../../training/data/problems';
import { detectImages } from '../../../../training/evaluation/detection/detect-images';
import { plainColours, temporaryFolder } from '../pictures';

const folder = temporaryFolder();
const [WIDTH, HEIGHT] = [48, 64];
const BOX: CocoBox = [4, 6, 12, 40];
const ALL = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Where pixel x, y of the picture as shown lies in the file, by its EXIF orientation (TIFF 6.0). */
const STORED_AT: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
  1: (x, y) => [x, y],
  2: (x, y) => [WIDTH - 1 - x, y],
  3: (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y],
  4: (x, y) => [x, HEIGHT - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, WIDTH - 1 - x],
  7: (x, y) => [HEIGHT - 1 - y, WIDTH - 1 - x],
  8: (x, y) => [HEIGHT - 1 - y, x],
};
const storedAt = (orientation: number, x: number, y: number) => STORED_AT[orientation]?.(x, y) ?? [x, y];
const storedSize = (orientation: number) => (orientation < 5 ? { width: WIDTH, height: HEIGHT } : { width: HEIGHT, height: WIDTH });

function storedBox(orientation: number): CocoBox {
  const [x, y, width, height] = BOX;
  const [x1, y1] = storedAt(orientation, x, y);
  const [x2, y2] = storedAt(orientation, x + width - 1, y + height - 1);
  return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1) + 1, Math.abs(y2 - y1) + 1];
}

/** One scene, a red thing on blue, written in eight ways that look the same. */
beforeAll(async () => {
  for (const orientation of ALL) {
    const { width, height } = storedSize(orientation);
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [column, row] = storedAt(orientation, x, y);
        const inside = x >= BOX[0] && x < BOX[0] + BOX[2] && y >= BOX[1] && y < BOX[1] + BOX[3];
        data[(row * width + column) * 3 + (inside ? 0 : 2)] = 255;
      }
    }
    await sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toFile(join(folder.path, `${orientation}.jpg`));
  }
});

/** The data set as a tool writes it whose boxes are in these pixels. */
const images = (kind: Orientation, orientations: readonly number[] = ALL): CocoImage[] =>
  orientations.map((id) => ({ id, file_name: `${id}.jpg`, ...(kind === 'shown' ? { width: WIDTH, height: HEIGHT } : storedSize(id)) }));
const files = (kind: Orientation, orientations?: readonly number[]) => images(kind, orientations).map((image) => annotatedFile(folder.path, image));
const boxOf = (kind: Orientation, orientation: number): CocoBox => (kind === 'shown' ? BOX : storedBox(orientation));

/** What is red. */
function redBox(pixels: ArrayLike<number>, width: number): CocoBox {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -1, -1];
  for (let at = 0; at < pixels.length; at += 3) {
    if ((pixels[at] ?? 0) < 128) continue;
    const [x, y] = [(at / 3) % width, Math.floor(at / 3 / width)];
    [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x), Math.max(y2, y)];
  }
  return [x1, y1, x2 - x1 + 1, y2 - y1 + 1];
}

describe.each(['shown', 'stored'] as const)('boxes in the pixels as %s', (kind) => {
  it('are known as such by the pictures that lie on their side', async () => {
    expect(await annotatedOrientation(files(kind))).toBe(kind);
    expect(await annotatedOrientation(files(kind, [1, 2, 3, 8]))).toBe(kind);
  });

  it.each(['png', 'webp', 'tiff'] as const)('are known so in %s too', async (format) => {
    const file = join(folder.path, `6.${format}`);
    await sharp(join(folder.path, '6.jpg')).keepExif().toFormat(format).toFile(file);
    const { width, height } = kind === 'shown' ? { width: WIDTH, height: HEIGHT } : storedSize(6);
    expect(await annotatedOrientation([{ file, width, height }])).toBe(kind);
  });

  it('lie on what they annotate in training, at all eight orientations', async () => {
    const orientation = await annotatedOrientation(files(kind));
    for (const [index, { file, width = 0, height = 0 }] of files(kind).entries()) {
      const source = { width, height };
      const image = await renderPlaced(file, { ...letterbox(source, source), flip: false }, plainColours, { orientation });
      expect([index + 1, redBox(image, source.width)]).toEqual([index + 1, boxOf(kind, index + 1)]);
    }
  });

  it('are what evaluation compares with, at all eight orientations', async () => {
    const problems = new Problems();
    const { results, seen } = await detectImages(redFinder, { images: images(kind), categories: [{ id: 1, name: 'person' }], folder: folder.path, problems });
    expect([problems.lines(), seen.length]).toEqual([[], 8]);
    expect(results.map(({ image_id, bbox }) => [image_id, bbox])).toEqual(ALL.map((id) => [id, boxOf(kind, id)]));
  });
});

describe('without a picture that lies on its side', () => {
  it('boxes are in the pixels as shown', async () => {
    expect(await annotatedOrientation(files('shown', [1, 2, 3, 4]))).toBe('shown');
    expect(await annotatedOrientation([{ file: join(folder.path, 'none.jpg'), width: 3, height: 4 }])).toBe('shown');
  });
});

const card: Card = {
  format: 1, name: 'red-finder', title: 'Red', summary: 'Says where the picture is red.', task: 'detection', role: 'product',
  network: { name: 'none', options: {} },
  input: { width: 64, height: 64, mean: [0, 0, 0], std: [1, 1, 1] },
  categories: [{ id: 1, name: 'person' }],
  scoreThreshold: 0.5,
  weights: { file: 'model.safetensors', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float32' },
  parameters: 1, multiplyAdds: 1, metrics: [], limits: ['All but red.'], licence: 'Apache-2.0', attribution: [],
};

/** Finds what is red, at the picture's own size. */
const redFinder: Pick<Predictor, 'card' | 'predict'> = {
  card,
  async predict(frame) {
    const placed = letterbox(frame, card.input);
    const [x, y, width, height] = redBox((await frame.fitted(placed, card.input.mean)).data, 64);
    const detections = [{ categoryId: 1, label: 'person', score: 1, box: { x: x - placed.padX, y: y - placed.padY, width, height } }];
    return { prediction: { task: 'detection', width: frame.width, height: frame.height, detections }, timings: { prepare: 0, forward: 0, read: 0, decode: 0 } };
  },
};
