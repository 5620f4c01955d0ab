import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/frame-placement';
import { fitPixels } from '../../../../models/frames/resize/fit-pixels';
import { defaultAugment } from '../../../../training/data/augment/augment';
import { colourMap } from '../../../../training/data/augment/colour-map';
import { PictureError } from '../../../../training/data/pictures/picture-error';
import { renderPlaced } from '../../../../training/data/augment/render-placed';
import { makeSample } from '../../../../training/data/batches/sample';
import { plainColours, temporaryFolder, writeRectangle } from '../pictures';

const folder = temporaryFolder();
const still = { ...defaultAugment, brightness: 0, contrast: 0, saturation: 0, hueDegrees: 0, minimumVisible: 0 };

/** The rectangle of pixels that are more red than not. */
function redBox(image: Float32Array, size: number): [number, number, number, number] | undefined {
  let [y1, x1, y2, x2] = [size, size, 0, 0];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if ((image[(y * size + x) * 3] ?? 0) < 127.5) continue;
      [y1, x1, y2, x2] = [Math.min(y1, y), Math.min(x1, x), Math.max(y2, y + 1), Math.max(x2, x + 1)];
    }
  }
  return y2 > y1 ? [y1, x1, y2, x2] : undefined;
}

describe('a sample', () => {
  it('has its boxes where the pixels went, whatever the augmentation', async () => {
    const size = 96;
    let found = 0;
    await fc.assert(fc.asyncProperty(
      fc.record({
        width: fc.integer({ min: 40, max: 200 }), height: fc.integer({ min: 40, max: 200 }),
        left: fc.double({ min: 0, max: 0.7, noNaN: true }), top: fc.double({ min: 0, max: 0.7, noNaN: true }),
        across: fc.double({ min: 0.15, max: 0.3, noNaN: true }), down: fc.double({ min: 0.15, max: 0.3, noNaN: true }),
        seed: fc.string(),
        extension: fc.constantFrom('png', 'webp'),
      }),
      async ({ width, height, left, top, across, down, seed, extension }) => {
        const box = { x: Math.floor(left * width), y: Math.floor(top * height), width: Math.ceil(across * width), height: Math.ceil(down * height) };
        const file = join(folder.path, `rectangle-${width}-${height}-${left}-${top}-${across}-${down}.${extension}`);
        await writeRectangle(file, { width, height }, box);
        const sample = await makeSample({
          imageId: 1, file, width, height, annotations: [{ box, category: 0, ignore: false }], unlabelled: [], categoryCount: 1, size, ...plainColours,
          augment: { options: still, seed },
        });
        const expected = redBox(sample.image, size);
        const [y1 = 0, x1 = 0, y2 = 0, x2 = 0] = sample.boxes.length > 0 ? sample.boxes : sample.ignoreBoxes;
        if (y2 - y1 < 2 || x2 - x1 < 2) return;
        found++;
        expect(expected).toBeDefined();
        for (const [at, value] of [y1, x1, y2, x2].entries()) expect(Math.abs(value - (expected?.[at] ?? NaN))).toBeLessThan(1.5);
      },
    ), { numRuns: 60 });
    expect(found).toBeGreaterThan(30);
  });

  it('is the same under the same seed and another under another', async () => {
    const file = join(folder.path, 'seeded.png');
    await writeRectangle(file, { width: 50, height: 40 }, { x: 10, y: 10, width: 20, height: 10 });
    const make = (seed: string) => makeSample({
      imageId: 1, file, width: 50, height: 40, annotations: [], unlabelled: [], categoryCount: 1, size: 32, ...plainColours, augment: { options: defaultAugment, seed },
    });
    expect(await make('a')).toEqual(await make('a'));
    expect(await make('a')).not.toEqual(await make('b'));
  });
});

describe('renderPlaced', () => {
  it('letterboxes as the plain loop in models does', async () => {
    const size = { width: 90, height: 60 };
    const data = Uint8Array.from({ length: 90 * 60 * 3 }, (_, at) => 128 + 60 * Math.sin((Math.floor(at / 3) % 90) / 7) + 60 * Math.cos(at / 3 / 90 / 5));
    const file = join(folder.path, 'smooth.png');
    await sharp(data, { raw: { ...size, channels: 3 } }).png().toFile(file);
    for (const target of [{ width: 48, height: 48 }, { width: 128, height: 128 }]) {
      const placed = letterbox(size, target);
      const reference = fitPixels({ ...size, channels: 3, data }, placed, [0, 0, 0]);
      const image = await renderPlaced(file, { ...placed, flip: false }, plainColours);
      const worst = image.reduce((most, value, at) => Math.max(most, Math.abs(value - (reference.data[at] ?? 0))), 0);
      expect(worst).toBeLessThanOrEqual(2);
    }
  });

  it('normalises, and leaves 0 outside the picture', async () => {
    const file = join(folder.path, 'flat.png');
    await sharp({ create: { width: 10, height: 20, channels: 3, background: { r: 200, g: 100, b: 50 } } }).toFile(file);
    const target = { width: 20, height: 20 };
    const placement = { ...letterbox({ width: 10, height: 20 }, target), flip: false };
    const image = await renderPlaced(file, placement, { mean: [100, 110, 120], std: [50, 10, 7] });
    expect([...image.slice(0, 3)]).toEqual([0, 0, 0]);
    const centre = (10 * 20 + 10) * 3;
    expect([...image.slice(centre, centre + 3)]).toEqual([2, -1, -10]);
  });

  it('clamps colours to the range of a byte', async () => {
    const file = join(folder.path, 'bright.png');
    await sharp({ create: { width: 4, height: 4, channels: 3, background: { r: 200, g: 100, b: 5 } } }).toFile(file);
    const placement = { ...letterbox({ width: 4, height: 4 }, { width: 4, height: 4 }), flip: false };
    const lighter = await renderPlaced(file, placement, plainColours, { colour: colourMap({ brightness: 0.4, contrast: 1, saturation: 1, hueDegrees: 0 }) });
    expect([...lighter.slice(0, 3)].map(Math.round)).toEqual([255, 202, 107]);
  });

  it('reads grey pictures, pictures with alpha and pictures of 16 bits', async () => {
    const placement = { ...letterbox({ width: 6, height: 6 }, { width: 6, height: 6 }), flip: false };
    const create = { width: 6, height: 6, channels: 4, background: { r: 90, g: 90, b: 90, alpha: 0.5 } } as const;
    const writers = {
      'grey.png': sharp({ create }).removeAlpha().toColourspace('b-w').png(),
      'alpha.png': sharp({ create }).png(),
      'deep.png': sharp({ create }).removeAlpha().toColourspace('rgb16').png(),
    };
    for (const [name, writer] of Object.entries(writers)) {
      const file = join(folder.path, name);
      await writer.toFile(file);
      const image = await renderPlaced(file, placement, { mean: [90, 90, 90], std: [1, 1, 1] });
      expect([name, ...image.slice(0, 3)].map((value) => (typeof value === 'number' ? Math.round(value) : value))).toEqual([name, 0, 0, 0]);
    }
  });

  it('lays transparency over the mean colour, whatever colour hides under it and at every size', async () => {
    for (const [name, red] of [['black', 0], ['red', 255]] as const) {
      const file = join(folder.path, `clear-${name}.png`);
      const pixels = Uint8Array.from({ length: 20 * 20 * 4 }, (_, at) => (at % 4 === 0 ? red : 0));
      await sharp(pixels, { raw: { width: 20, height: 20, channels: 4 } }).png().toFile(file);
      for (const side of [10, 20, 50]) {
        const placement = { ...letterbox({ width: 20, height: 20 }, { width: side, height: side }), flip: false };
        const image = await renderPlaced(file, placement, { mean: [124, 116, 104], std: [1, 1, 1] });
        expect([name, side, Math.max(...image.map(Math.abs))]).toEqual([name, side, 0]);
      }
    }
  });

  it('turns a picture upright when its annotations are for the upright one', async () => {
    const file = join(folder.path, 'turned.jpg');
    await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } }).jpeg().withMetadata({ orientation: 6 }).toFile(file);
    const target = { width: 40, height: 40 };
    const upright = await renderPlaced(file, { ...letterbox({ width: 20, height: 40 }, target), flip: false }, plainColours);
    const stored = await renderPlaced(file, { ...letterbox({ width: 40, height: 20 }, target), flip: false }, plainColours);
    expect(redBox(upright, 40)).toEqual([0, 10, 40, 30]);
    expect(redBox(stored, 40)).toEqual([10, 0, 30, 40]);
  });

  it('says what is wrong with a file', async () => {
    const placement = { ...letterbox({ width: 5, height: 5 }, { width: 8, height: 8 }), flip: false };
    const kind = (file: string) => renderPlaced(file, placement, plainColours).then(() => 'fine', (error: unknown) => (error instanceof PictureError ? error.kind : error));
    const file = join(folder.path, 'other.png');
    await writeRectangle(file, { width: 6, height: 5 }, { x: 0, y: 0, width: 1, height: 1 });
    expect(await kind(file)).toBe('size differs');
    expect(await kind(join(folder.path, 'nowhere.png'))).toBe('missing file');
    expect(await kind(new URL(import.meta.url).pathname)).toBe('broken picture');
  });
});
