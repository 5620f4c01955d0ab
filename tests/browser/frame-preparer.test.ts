import { build } from 'esbuild';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { yuvToRgb } from '../../app/worker/frames/yuv-to-rgb';
import { letterbox } from '../../models/frames/frame-placement';
import { sharpFrame } from '../../models/node/pictures/sharp-frame';
import { inProject } from '../../server/setup/root.mjs';
import { withPage } from './harness';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
  readonly channels: 3 | 4;
}

/** What the bundled code below gives the page. */
interface Workshop {
  readonly FramePreparer: new () => { frame(image: VideoFrame | ImageBitmap): { readonly width: number; readonly height: number; fitted(placed: unknown, fill: readonly number[]): Promise<Pixels>; close(): void } };
  readonly PictureCanvas: new () => { read(image: VideoFrame, size: object, fill: readonly number[]): Pixels };
  readonly PlaneReader: new () => { read(image: VideoFrame): Promise<object | undefined> };
  readonly letterbox: (source: { width: number; height: number }, target: { width: number; height: number }) => unknown;
  readonly fitPlanes: (planes: object, placed: unknown, fill: readonly number[], into: Uint8ClampedArray) => void;
  readonly fitPixels: (pixels: Pixels, placed: unknown, fill: readonly number[]) => Pixels;
}

declare global {
  interface Window {
    workshop: Workshop;
  }
}

async function workshop(): Promise<string> {
  const { outputFiles: [bundle] } = await build({
    stdin: {
      contents: `
        import { FramePreparer } from './app/worker/frames/frame-preparer';
        import { PictureCanvas } from './app/worker/frames/picture-canvas';
        import { PlaneReader } from './app/worker/frames/plane-reader';
        import { fitPlanes } from './app/worker/frames/fit-planes';
        import { letterbox } from './models/frames/frame-placement';
        import { fitPixels } from './models/frames/resize/fit-pixels';
        Object.assign(window, { workshop: { FramePreparer, PictureCanvas, PlaneReader, letterbox, fitPixels, fitPlanes } });`,
      resolveDir: inProject(),
    },
    bundle: true, write: false, format: 'iife', platform: 'browser',
  });
  return bundle?.text ?? '';
}

const SPACES: readonly VideoColorSpaceInit[] = [
  {},
  { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
  { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false },
  { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: true },
];
const FILL = [114, 114, 114] as const;
/** From a third of a photograph's size to more than it has. */
const SIDES = [128, 200, 224, 256, 288, 352, 448];

/** A photograph as a camera gives it, I420 of BT.601, and as the colours that stand in those bytes. */
async function photograph(name: string) {
  const { data, info: { width, height } } = await sharp(inProject('tests', 'fixtures', 'pictures', `${name}.webp`)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const colours = yuvToRgb({ matrix: 'smpte170m', fullRange: false });
  if (colours === undefined) throw new Error('BT.601 is known.');
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const bytes = new Uint8Array(width * height + 2 * across * down);
  const chroma = new Float64Array(2 * across * down);
  const counts = new Uint8Array(across * down);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red = 0, green = 0, blue = 0] = data.subarray(3 * (y * width + x));
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      const sample = Math.floor(y / 2) * across + Math.floor(x / 2);
      bytes[y * width + x] = Math.round(16 + (grey * 219) / 255);
      chroma[sample] = (chroma[sample] ?? 0) + ((blue - grey) / 1.772) * (224 / 255);
      chroma[across * down + sample] = (chroma[across * down + sample] ?? 0) + ((red - grey) / 1.402) * (224 / 255);
      counts[sample] = (counts[sample] ?? 0) + 1;
    }
  }
  chroma.forEach((sum, at) => { bytes[width * height + at] = Math.round(128 + sum / (counts[at % counts.length] ?? 1)); });
  const rgb = new Uint8ClampedArray(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const sample = width * height + Math.floor(pixel / width / 2) * across + Math.floor((pixel % width) / 2);
    const grey = ((bytes[pixel] ?? 0) - colours.black) * colours.scale;
    const [u, v] = [(bytes[sample] ?? 0) - 128, (bytes[sample + across * down] ?? 0) - 128];
    rgb[3 * pixel] = grey + colours.redOfV * v;
    rgb[3 * pixel + 1] = grey + colours.greenOfU * u + colours.greenOfV * v;
    rgb[3 * pixel + 2] = grey + colours.blueOfU * u;
  }
  return { width, height, bytes, png: await sharp(rgb, { raw: { width, height, channels: 3 } }).png().toBuffer() };
}

interface Difference {
  readonly mean: number;
  readonly largest: number;
}

function difference(given: ArrayLike<number>, wanted: ArrayLike<number>): Difference {
  expect(given.length).toBe(wanted.length);
  const all = Array.from(given, (value, at) => Math.abs(value - (wanted[at] ?? NaN)));
  return { mean: all.reduce((sum, value) => sum + value, 0) / all.length, largest: all.reduce((most, value) => Math.max(most, value), 0) };
}

describe('what a photograph is to the network', () => {
  it.each(['people', 'bottles'])('is the same from a camera’s planes, from a canvas and on the server: %s', async (name) => {
    const script = await workshop();
    const { bytes, png, width, height } = await photograph(name);
    await withPage({ prepare: (page) => page.addInitScript({ content: script }), withoutServiceWorker: true }, async ({ page }) => {
      const seen = await page.evaluate(async ({ bytes, png, width, height, sides, fill }) => {
        const { FramePreparer, letterbox } = window.workshop;
        const binary = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const preparer = new FramePreparer();
        // As text: Playwright takes long over arrays.
        const text = ({ data }: Pixels) => Array.from(data, (value) => String.fromCharCode(value)).join('');
        const given: { planes: string; canvas: string }[] = [];
        for (const side of sides) {
          const camera = preparer.frame(new VideoFrame(binary(bytes), { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 }));
          const picture = preparer.frame(await createImageBitmap(new Blob([binary(png)], { type: 'image/png' })));
          const placed = letterbox({ width, height }, { width: side, height: side });
          given.push({ planes: text(await camera.fitted(placed, fill)), canvas: text(await picture.fitted(placed, fill)) });
          camera.close();
          picture.close();
        }
        return given;
      }, { bytes: Buffer.from(bytes).toString('base64'), png: png.toString('base64'), width, height, sides: SIDES, fill: [...FILL] });
      const server = await sharpFrame(png);
      for (const [at, side] of SIDES.entries()) {
        const { data } = await server.fitted(letterbox(server, { width: side, height: side }), FILL);
        const { planes = '', canvas = '' } = seen[at] ?? {};
        expect(difference(Buffer.from(canvas, 'latin1'), data), `canvas, ${side} pixels`).toEqual({ mean: 0, largest: 0 });
        const { mean, largest } = difference(Buffer.from(planes, 'latin1'), data);
        expect(mean, `planes, ${side} pixels`).toBeLessThan(0.5);
        // Colours are cut to the range of a byte before they are mixed there, and here after.
        expect(largest, `planes, ${side} pixels`).toBeLessThan(20);
      }
    });
  });
});

describe('what a camera’s frame is to the network', () => {
  it.each(['I420', 'NV12'] as const)('is the same from the bytes of an %s frame as from a canvas', async (format) => {
    const script = await workshop();
    await withPage({ prepare: (page) => page.addInitScript({ content: script }), withoutServiceWorker: true }, async ({ page }) => {
      const differences = await page.evaluate(async ({ format, spaces, fill }) => {
        const { PictureCanvas, PlaneReader, letterbox, fitPixels, fitPlanes } = window.workshop;
        const [width, height] = [640, 480];
        // Smooth shades of every colour: those of a canvas have chroma for each pixel, of which browsers make it.
        const bytes = new Uint8Array((width * height * 3) / 2);
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bytes[y * width + x] = 16 + (x * 219) / width;
        for (let y = 0; y < height / 2; y++) {
          for (let x = 0; x < width / 2; x++) {
            const [u, v] = [64 + (y * 128) / (height / 2), 64 + (x * 128) / (width / 2)];
            const sample = y * (width / 2) + x;
            const [atU, atV] = format === 'I420' ? [sample, (width * height) / 4 + sample] : [2 * sample, 2 * sample + 1];
            bytes[width * height + atU] = u;
            bytes[width * height + atV] = v;
          }
        }
        const placed = letterbox({ width, height }, { width: 320, height: 320 });
        const [canvas, planes] = [new PictureCanvas(), new PlaneReader()];
        const found: { mean: number; largest: number; read: boolean }[] = [];
        for (const colorSpace of spaces) {
          const frame = new VideoFrame(bytes, { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace });
          const read = await planes.read(frame);
          const fitted = new Uint8ClampedArray(3 * 320 * 320);
          if (read !== undefined) fitPlanes(read, placed, fill, fitted);
          const drawn = fitPixels(canvas.read(frame, { width, height }, fill), placed, fill);
          frame.close();
          let [sum, largest] = [0, 0];
          for (let at = 0; at < 3 * 320 * 320; at++) {
            const difference = Math.abs((fitted[at] ?? NaN) - (drawn.data[at] ?? NaN));
            sum += difference;
            largest = Math.max(largest, difference);
          }
          found.push({ mean: sum / (3 * 320 * 320), largest, read: read !== undefined });
        }
        return found;
      }, { format, spaces: SPACES, fill: [...FILL] });
      expect(differences.map(({ read }) => read)).toEqual(SPACES.map(() => true));
      for (const { mean, largest } of differences) {
        expect(mean).toBeLessThan(1);
        expect(largest).toBeLessThan(10);
      }
    });
  });

  it('is left to the canvas where the bytes are not those of luma and chroma', async () => {
    const script = await workshop();
    await withPage({ prepare: (page) => page.addInitScript({ content: script }), withoutServiceWorker: true }, async ({ page }) => {
      const read = await page.evaluate(async () => {
        const { PlaneReader } = window.workshop;
        const answers: boolean[] = [];
        for (const [format, side, length] of [['RGBA', 64, 4 * 64 * 64], ['I420', 64, 96 * 64], ['I420', 16, 24 * 16]] as const) {
          const frame = new VideoFrame(new Uint8Array(length), { format, codedWidth: side, codedHeight: side, timestamp: 0 });
          answers.push((await new PlaneReader().read(frame)) !== undefined);
          frame.close();
        }
        return answers;
      });
      expect(read).toEqual([false, true, true]);
    });
  });
});
