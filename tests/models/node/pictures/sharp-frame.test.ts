import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../../../models/errors';
import { letterbox } from '../../../../models/frames/frame-placement';
import { sharpFrame } from '../../../../models/node/pictures/sharp-frame';
import { fitPixels } from '../../../../models/frames/resize/fit-pixels';
import type { RawPixels } from '../../../../models/frames/frame';

const folder = mkdtempSync(join(tmpdir(), 'fovea-frame-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GREY = [100.4, 110.6, 120] as const;
const RED = [255, 0, 0];
const BLUE = [0, 0, 255];

/** A picture of smooth waves. */
function waves(width: number, height: number): RawPixels {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = 128 + 100 * Math.sin((pixel % width) / 9 + i % 3) * Math.cos(Math.floor(pixel / width) / 7);
  }
  return { width, height, channels: 3, data };
}
const toSharp = ({ width, height, channels, data }: RawPixels) => sharp(data, { raw: { width, height, channels } });

/** Red on the left, blue on the right. */
const halves = (width: number, height: number): RawPixels =>
  ({ width, height, channels: 3, data: Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) => ((Math.floor(i / 3) % width < width / 2 ? RED : BLUE)[i % 3] ?? 0)) });

async function placed(file: string | Uint8Array, width = 32, height = 32) {
  const frame = await sharpFrame(file);
  const { data } = await frame.fitted(letterbox(frame, { width, height }), GREY);
  return { frame, at: (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)], data };
}

describe('sharpFrame', () => {
  it('letterboxes as pixels are, to the byte', async () => {
    const size = fc.integer({ min: 20, max: 90 });
    await fc.assert(fc.asyncProperty(size, size, size, size, async (width, height, targetWidth, targetHeight) => {
      const picture = waves(width, height);
      const { data } = await placed(await toSharp(picture).png().toBuffer(), targetWidth, targetHeight);
      const expected = fitPixels(picture, letterbox(picture, { width: targetWidth, height: targetHeight }), GREY).data;
      expect([...data]).toEqual([...expected]);
    }), { numRuns: 20 });
  });

  it('fills what the picture leaves free', async () => {
    const { frame, at } = await placed(await toSharp(halves(40, 20)).png().toBuffer());
    expect([frame.width, frame.height]).toEqual([40, 20]);
    expect(at(16, 2)).toEqual([100, 111, 120]);
    expect(at(2, 16)).toEqual(RED);
    expect(at(30, 16)).toEqual(BLUE);
  });

  it('turns a picture as its EXIF orientation says', async () => {
    // Orientation 6: shown turned clockwise, so what is stored on the left is seen at the top.
    const file = join(folder, 'turned.jpg');
    await toSharp(halves(64, 32)).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toFile(file);
    const { frame, at } = await placed(file);
    expect([frame.width, frame.height]).toEqual([32, 64]);
    expect(at(16, 4)[0]).toBeGreaterThan(240);
    expect(at(16, 28)[2]).toBeGreaterThan(240);
    expect(at(2, 16)).toEqual([100, 111, 120]);
  });

  it('reads grey, transparent, sixteen-bit and CMYK pictures as RGB', async () => {
    const picture = toSharp(halves(32, 32));
    expect((await placed(await picture.clone().greyscale().png().toBuffer(), 48, 48)).data).toHaveLength(48 * 48 * 3);
    expect((await placed(await picture.clone().toColourspace('rgb16').png().toBuffer())).at(2, 2)).toEqual(RED);
    const clear = await sharp({ create: { width: 32, height: 32, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } }).png().toBuffer();
    expect((await placed(clear)).at(5, 5)).toEqual([100, 111, 120]);
    const printed = (await placed(await picture.clone().toColourspace('cmyk').jpeg().toBuffer())).at(2, 16);
    expect((printed[0] ?? 0) - (printed[2] ?? 0)).toBeGreaterThan(100);
  });

  it('says which picture is missing, is none, or is cut off', async () => {
    const jpeg = await toSharp(waves(200, 200)).jpeg().toBuffer();
    const cut = join(folder, 'cut.jpg');
    writeFileSync(cut, jpeg.subarray(0, jpeg.length / 2));
    const text = join(folder, 'text.jpg');
    writeFileSync(text, 'no picture');
    await expect(placed(join(folder, 'none.jpg'))).rejects.toThrow(/none\.jpg: there is no such file/);
    await expect(placed(text)).rejects.toThrow(/text\.jpg: it cannot be read as a picture/);
    await expect(placed(cut)).rejects.toThrow(/cut\.jpg: it cannot be read as a picture/);
    await expect(placed(cut)).rejects.toBeInstanceOf(InvalidInputError);
  });

  it('says of each of many what is wrong with it, though libvips mixes up its own messages', async () => {
    const text = join(folder, 'none.txt');
    writeFileSync(text, 'no picture');
    const kindOf = (file: string) => sharpFrame(file).then(() => 'fine', (error: unknown) => (error instanceof NotFoundError ? 'missing file' : error instanceof InvalidInputError ? 'broken picture' : error));
    const kinds = await Promise.all(Array.from({ length: 2000 }, (_, index) => kindOf(index % 2 === 0 ? text : join(folder, 'none.jpg'))));
    expect(new Set(kinds.filter((_, index) => index % 2 === 0))).toEqual(new Set(['broken picture']));
    expect(new Set(kinds.filter((_, index) => index % 2 === 1))).toEqual(new Set(['missing file']));
  });
});
