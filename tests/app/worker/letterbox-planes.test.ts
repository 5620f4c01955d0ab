import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterboxPlanes, type Planes } from '../../../app/worker/letterbox-planes';
import { yuvToRgb } from '../../../app/worker/yuv-to-rgb';
import { letterbox } from '../../../models/geometry/letterbox';

const FILL = [1, 2, 3] as const;
const COLOURS = yuvToRgb({ matrix: 'bt709', fullRange: true });
if (COLOURS === undefined) throw new Error('BT.709 is known.');

/** Bytes of every sample with rows that are longer than the picture, as drivers give them. */
const picture = fc.record({ width: fc.integer({ min: 8, max: 40 }), height: fc.integer({ min: 8, max: 40 }), target: fc.integer({ min: 1, max: 8 }), padding: fc.nat({ max: 3 }), step: fc.constantFrom(1 as const, 2 as const), seed: fc.integer() })
  .map(({ width, height, target, padding, step, seed }) => {
    const noise = (count: number, salt: number) => Uint8Array.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed + salt, 40503)) >>> 13);
    const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const [lumaStride, chromaStride] = [width + padding, step * across + padding];
    const planes: Planes = {
      width, height,
      luma: { bytes: noise(lumaStride * height, 1), stride: lumaStride },
      chroma: { u: noise(chromaStride * down, 2), v: noise(chromaStride * down, 3), stride: chromaStride, step },
    };
    return { planes, placed: letterbox({ width, height }, { width: target, height: target }) };
  });

describe('letterboxPlanes', () => {
  it('means the luma that a pixel covers, takes the chroma of its middle, and fills the bands', () => {
    fc.assert(fc.property(picture, ({ planes: { width, height, luma, chroma }, placed }) => {
      const { target } = placed;
      const into = new Uint8ClampedArray(3 * target.width * target.height).fill(77);
      letterboxPlanes({ width, height, luma, chroma }, placed, FILL, COLOURS, into);
      const edge = (index: number, length: number, count: number) => Math.floor((index * length) / count);
      for (let y = 0; y < target.height; y++) {
        for (let x = 0; x < target.width; x++) {
          const given = [...into.subarray(3 * (y * target.width + x), 3 * (y * target.width + x + 1))];
          const [px, py] = [x - placed.padX, y - placed.padY];
          if (px < 0 || py < 0 || px >= placed.width || py >= placed.height) {
            expect(given).toEqual([...FILL]);
            continue;
          }
          const [left, right, top, bottom] = [edge(px, width, placed.width), edge(px + 1, width, placed.width), edge(py, height, placed.height), edge(py + 1, height, placed.height)];
          const covered: number[] = [];
          for (let row = top; row < bottom; row++) for (let column = left; column < right; column++) covered.push(luma.bytes[row * luma.stride + column] ?? NaN);
          const grey = covered.reduce((sum, value) => sum + value, 0) / covered.length;
          const sample = Math.floor((top + bottom) / 4) * chroma.stride + Math.floor((left + right) / 4) * chroma.step;
          const [u, v] = [(chroma.u[sample] ?? NaN) - 128, (chroma.v[sample] ?? NaN) - 128];
          const wanted = [grey + 1.5748 * v, grey - 0.187324 * u - 0.468124 * v, grey + 1.8556 * u].map((value) => Math.min(255, Math.max(0, value)));
          given.forEach((value, channel) => expect(Math.abs(value - (wanted[channel] ?? NaN))).toBeLessThan(0.51));
        }
      }
    }), { numRuns: 200 });
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
