import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPlanes, type Planes } from '../../../../app/worker/frames/fit-planes';
import { yuvToRgb, type YuvToRgb } from '../../../../app/worker/frames/yuv-to-rgb';
import { letterbox } from '../../../../models/frames/frame-placement';
import { fitPixels } from '../../../../models/frames/resize/fit-pixels';
import type { ByteRows } from '../../../../models/frames/resize/row-plan';
import { areaAverage } from '../../../models/frames/resize/area-average';

const FILL = [1, 2, 3] as const;
const known = yuvToRgb({ matrix: 'bt709', fullRange: true });
if (known === undefined) throw new Error('BT.709 is known.');
const colours: YuvToRgb = known;

/** Bytes of every sample with rows that are longer than the picture, as drivers give them, both planes and what lies between in one. */
const picture = fc.record({ width: fc.integer({ min: 8, max: 40 }), height: fc.integer({ min: 8, max: 40 }), target: fc.integer({ min: 1, max: 50 }), padding: fc.nat({ max: 3 }), together: fc.boolean(), seed: fc.integer() })
  .map(({ width, height, target, padding, together, seed }) => {
    const noise = (count: number, salt: number) => Uint8Array.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed + salt, 40503)) >>> 13);
    const plane = (bytesAcross: number, down: number, salt: number) => ({ bytes: noise(padding + (bytesAcross + padding) * down, salt), offset: padding, stride: bytesAcross + padding });
    const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const chroma = together ? [plane(2 * across, down, 2)] as const : [plane(across, down, 2), plane(across, down, 3)] as const;
    return { planes: { width, height, luma: plane(width, height, 1), chroma, colours } satisfies Planes, placed: letterbox({ width, height }, { width: target, height: target }) };
  });

describe('fitPlanes', () => {
  it('means the luma and the chroma that a pixel covers, and fills the bands', () => {
    fc.assert(fc.property(picture, ({ planes, placed }) => {
      const { width, height, luma, chroma: [first, second] } = planes;
      const { target } = placed;
      const into = new Uint8ClampedArray(3 * target.width * target.height).fill(77);
      fitPlanes(planes, placed, FILL, into);
      // Chroma that has fewer samples than the result is interpolated: not what is tested here.
      if (placed.width > width / 2 || placed.height > height / 2) return;
      const at = ({ bytes, offset, stride }: ByteRows, step: number, skip = 0) => (x: number, y: number) => bytes[offset + y * stride + step * x + skip] ?? NaN;
      const [sampleU, sampleV] = second === undefined ? [at(first, 2), at(first, 2, 1)] : [at(first, 1), at(second, 1)];
      const half = { width: width / 2, height: height / 2 };
      for (let y = 0; y < target.height; y++) {
        for (let x = 0; x < target.width; x++) {
          const given = [...into.subarray(3 * (y * target.width + x), 3 * (y * target.width + x + 1))];
          const [px, py] = [x - placed.padX, y - placed.padY];
          if (px < 0 || py < 0 || px >= placed.width || py >= placed.height) {
            expect(given).toEqual([...FILL]);
            continue;
          }
          const grey = areaAverage({ width, height }, at(luma, 1), placed, px, py);
          const [u, v] = [areaAverage(half, sampleU, placed, px, py) - 128, areaAverage(half, sampleV, placed, px, py) - 128];
          const wanted = [grey + 1.5748 * v, grey - 0.187324 * u - 0.468124 * v, grey + 1.8556 * u].map((value) => Math.min(255, Math.max(0, value)));
          given.forEach((value, channel) => expect(Math.abs(value - (wanted[channel] ?? NaN))).toBeLessThan(0.51));
        }
      }
    }), { numRuns: 300 });
  });

  it('gives of planes without colour the grey picture that pixels give, at any ratio', () => {
    fc.assert(fc.property(picture, ({ planes: { width, height, luma, chroma }, placed }) => {
      const [first, second] = chroma;
      const flat = (plane: ByteRows): ByteRows => ({ ...plane, bytes: plane.bytes.map(() => 128) });
      const colourless: Planes['chroma'] = second === undefined ? [flat(first)] : [flat(first), flat(second)];
      const grey = Uint8Array.from({ length: 3 * width * height }, (_, i) => luma.bytes[luma.offset + Math.floor(i / 3 / width) * luma.stride + Math.floor(i / 3) % width] ?? 0);
      const into = new Uint8ClampedArray(3 * placed.target.width * placed.target.height);
      fitPlanes({ width, height, luma, chroma: colourless, colours }, placed, FILL, into);
      // A mean that lies in the middle between two bytes may be rounded to either.
      fitPixels({ width, height, channels: 3, data: grey }, placed, FILL).data.forEach((byte, at) => expect(Math.abs((into[at] ?? NaN) - byte)).toBeLessThanOrEqual(1));
    }), { numRuns: 100 });
  });
});

describe('yuvToRgb', () => {
  const rgb = (space: Parameters<typeof yuvToRgb>[0], [y, u, v]: readonly [number, number, number]) => {
    const { black = NaN, scale = NaN, redOfV = NaN, greenOfU = NaN, greenOfV = NaN, blueOfU = NaN } = yuvToRgb(space) ?? {};
    const grey = (y - black) * scale;
    return [grey + redOfV * (v - 128), grey + greenOfU * (u - 128) + greenOfV * (v - 128), grey + blueOfU * (u - 128)].map(Math.round);
  };
  // The bars of BT.601 and BT.709 at full amplitude, rounded to bytes.
  it.each([
    ['video’s white', { matrix: 'smpte170m', fullRange: false }, [235, 128, 128], [255, 255, 255]],
    ['video’s black', { matrix: 'bt709', fullRange: false }, [16, 128, 128], [0, 0, 0]],
    ['red of BT.601', { matrix: 'smpte170m', fullRange: false }, [81, 90, 240], [254, 0, 0]],
    ['red of BT.709', { matrix: 'bt709', fullRange: false }, [63, 102, 240], [255, 1, 0]],
    ['blue of full range', { matrix: 'bt470bg', fullRange: true }, [29, 255, 107], [0, 0, 254]],
    ['what is not said', { matrix: null, fullRange: null }, [81, 90, 240], [254, 0, 0]],
  ] as const)('knows %s', (_, space, yuv, wanted) => {
    rgb(space, yuv).forEach((value, channel) => expect(Math.abs(value - (wanted[channel] ?? NaN))).toBeLessThanOrEqual(1));
  });

  it('leaves what it does not know to the browser', () => {
    expect(yuvToRgb({ matrix: 'rgb', fullRange: true })).toBeUndefined();
  });
});
