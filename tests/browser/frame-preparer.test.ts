import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { withPage } from './harness';

/** What the bundled code below gives the page. */
interface Workshop {
  readonly LetterboxCanvas: new () => { draw(image: VideoFrame, placed: unknown, fill: readonly number[]): { readonly data: Uint8ClampedArray } };
  readonly PlaneReader: new () => { read(image: VideoFrame, placed: unknown, fill: readonly number[]): Promise<{ readonly data: Uint8ClampedArray } | undefined> };
  readonly letterbox: (source: { width: number; height: number }, target: { width: number; height: number }) => unknown;
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
        import { LetterboxCanvas } from './app/worker/letterbox-canvas';
        import { PlaneReader } from './app/worker/plane-reader';
        import { letterbox } from './models/geometry/letterbox';
        Object.assign(window, { workshop: { LetterboxCanvas, PlaneReader, letterbox } });`,
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

describe('what a camera’s frame is to the network', () => {
  it.each(['I420', 'NV12'] as const)('is the same from the bytes of an %s frame as from a canvas', async (format) => {
    const script = await workshop();
    await withPage({ prepare: (page) => page.addInitScript({ content: script }), withoutServiceWorker: true }, async ({ page }) => {
      const differences = await page.evaluate(async ({ format, spaces }) => {
        const { LetterboxCanvas, PlaneReader, letterbox } = window.workshop;
        const [width, height] = [640, 480];
        // Smooth shades of every colour, for no two ways of shrinking agree on edges.
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
        const [canvas, planes] = [new LetterboxCanvas(), new PlaneReader()];
        const found: { mean: number; largest: number; read: boolean }[] = [];
        for (const colorSpace of spaces) {
          const frame = new VideoFrame(bytes, { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace });
          const read = await planes.read(frame, placed, [114, 114, 114]);
          const drawn = canvas.draw(frame, placed, [114, 114, 114]);
          frame.close();
          let [sum, largest] = [0, 0];
          for (let pixel = 0; pixel < 320 * 320; pixel++) {
            for (let channel = 0; channel < 3; channel++) {
              const difference = Math.abs((read?.data[3 * pixel + channel] ?? NaN) - (drawn.data[4 * pixel + channel] ?? NaN));
              sum += difference;
              largest = Math.max(largest, difference);
            }
          }
          found.push({ mean: sum / (320 * 320 * 3), largest, read: read !== undefined });
        }
        return found;
      }, { format, spaces: SPACES });
      expect(differences.map(({ read }) => read)).toEqual(SPACES.map(() => true));
      for (const { mean, largest } of differences) {
        expect(mean).toBeLessThan(1);
        expect(largest).toBeLessThan(10);
      }
    });
  });

  it('is left to the canvas where the bytes are not those of luma and chroma, or a small frame has to grow', async () => {
    const script = await workshop();
    await withPage({ prepare: (page) => page.addInitScript({ content: script }), withoutServiceWorker: true }, async ({ page }) => {
      const read = await page.evaluate(async () => {
        const { PlaneReader, letterbox } = window.workshop;
        const answers: boolean[] = [];
        for (const [format, side, length] of [['RGBA', 64, 4 * 64 * 64], ['I420', 64, 96 * 64], ['I420', 16, 24 * 16]] as const) {
          const frame = new VideoFrame(new Uint8Array(length), { format, codedWidth: side, codedHeight: side, timestamp: 0 });
          answers.push((await new PlaneReader().read(frame, letterbox({ width: side, height: side }, { width: 32, height: 32 }), [0, 0, 0])) !== undefined);
          frame.close();
        }
        return answers;
      });
      expect(read).toEqual([false, true, false]);
    });
  });
});
