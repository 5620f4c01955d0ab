import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { planRoiAlign, planToAttributes, roiAlignDefaults, type FeatureShape } from '../../../models/kernels/roi-align/plan';
import { roiAlign } from '../../../models/kernels/roi-align/reference';
import { multiLevelRoiAlign } from '../../../models/kernels/roi-align/roi-align';
import { roiAlignComposed } from '../../../models/kernels/roi-align/webgl';
import { InvalidInputError } from '../../../models/errors';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from './engines';
import { expectGradient, largestDifference, randomTensor } from './finite-differences';

const options = { strides: [4, 8, 16], outputSize: 3, samplingRatio: 2, halfPixel: true, canonicalSize: 16, canonicalLevel: 3 };
/** As the first implementation of Mask R-CNN has it. */
const older = { ...options, samplingRatio: 'adaptive', halfPixel: false } as const;

/** Three levels of two pictures of 48 x 40 pixels, and boxes of all sizes, inside, over the border and far outside. */
function scene(seed: number, regions = 24, channels = 5) {
  const random = new Random(seed);
  const features = [4, 8, 16].map((stride) => randomTensor<tf.Rank.R4>([2, Math.ceil(40 / stride), 48 / stride, channels], random));
  const corners = new Float32Array(4 * regions);
  for (let i = 0; i < regions; i++) {
    const side = 2 ** (1 + 5 * random.next());
    const y = -20 + 70 * random.next();
    const x = -20 + 80 * random.next();
    corners.set([y, x, y + side * (0.5 + random.next()), x + side * (0.5 + random.next())], 4 * i);
  }
  corners.set([0, 0, 40, 48], 0);
  corners.set([500, 500, 540, 520], 4);
  corners.set([8, 8, 8, 8], 8); // empty
  const pictures = Int32Array.from({ length: regions }, () => random.int(2));
  pictures[3] = -1;
  pictures[4] = 2;
  return { features, corners, pictures, boxes: tf.tensor2d(corners, [regions, 4]), batchIndices: tf.tensor1d(pictures, 'int32') };
}

/** RoIAlign written out a second time, as its definition reads: no shared parts with the code under test. */
function naive(features: Float32Array[], shapes: FeatureShape[], boxes: Float32Array, pictures: Int32Array, { samplingRatio, halfPixel }: typeof options | typeof older = options): Float32Array {
  const { strides, outputSize: cells, canonicalSize, canonicalLevel } = options;
  const channels = shapes[0]?.[3] ?? 0;
  const out = new Float32Array(pictures.length * cells * cells * channels);
  const box = (r: number, i: number): number => boxes[4 * r + i] ?? NaN;
  for (let r = 0; r < pictures.length; r++) {
    const side = Math.sqrt((box(r, 2) - box(r, 0)) * (box(r, 3) - box(r, 1)));
    const k = Math.floor(canonicalLevel + Math.log2(side / canonicalSize));
    const level = Math.min(Math.max(k - 2, 0), 2);
    const [batch, height, width] = shapes[level] ?? [0, 0, 0, 0];
    const picture = pictures[r] ?? -1;
    if (picture < 0 || picture >= batch) continue;
    const stride = strides[level] ?? 1;
    const at = (y: number, x: number, c: number): number => {
      if (y < -1 || y > height || x < -1 || x > width) return 0;
      const cy = Math.min(Math.max(y, 0), height - 1);
      const cx = Math.min(Math.max(x, 0), width - 1);
      let sum = 0;
      for (let iy = 0; iy < height; iy++) {
        for (let ix = 0; ix < width; ix++) {
          const weight = Math.max(0, 1 - Math.abs(cy - iy)) * Math.max(0, 1 - Math.abs(cx - ix));
          sum += weight * (features[level]?.[((picture * height + iy) * width + ix) * channels + c] ?? NaN);
        }
      }
      return sum;
    };
    const sides = [(box(r, 2) - box(r, 0)) / stride, (box(r, 3) - box(r, 1)) / stride].map((length) => (halfPixel ? length : Math.max(1, length)));
    const samples = sides.map((length, axis) => {
      const mapSize = axis === 0 ? height : width;
      return samplingRatio === 'adaptive' ? Math.min(Math.max(1, Math.ceil(length / cells)), Math.max(1, Math.ceil(mapSize / cells))) : samplingRatio;
    });
    const [rows = 1, columns = 1] = samples;
    const position = (axis: 0 | 1, cell: number, sample: number): number =>
      box(r, axis) / stride - (halfPixel ? 0.5 : 0) + ((sides[axis] ?? NaN) * (cell + (sample + 0.5) / (samples[axis] ?? NaN))) / cells;
    for (let i = 0; i < cells; i++) {
      for (let j = 0; j < cells; j++) {
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let a = 0; a < rows; a++) for (let b = 0; b < columns; b++) sum += at(position(0, i, a), position(1, j, b), c);
          out[((r * cells + i) * cells + j) * channels + c] = sum / (rows * columns);
        }
      }
    }
  }
  return out;
}

await describeEachEngine('RoIAlign', (engine) => {
  it('agrees with its definition for boxes of all sizes, inside and over the border', async () => {
    // Channels that fill vectors, several of them, and none.
    for (const [seed, channels] of [[1, 5], [2, 8], [3, 36]] as const) {
      const { features, corners, pictures, boxes, batchIndices } = scene(seed, 24, channels);
      const expected = naive(await Promise.all(features.map((level) => level.data<'float32'>())), features.map((level) => level.shape), corners, pictures);
      const actual = await multiLevelRoiAlign(features, boxes, batchIndices, options).data();
      expect(largestDifference(actual, expected)).toBeLessThan(1e-4);
    }
  });

  it('agrees with its definition for adaptive samples without half pixels, as older networks want it', async () => {
    for (const [seed, channels] of [[11, 5], [12, 32]] as const) {
      const { features, corners, pictures, boxes, batchIndices } = scene(seed, 24, channels);
      const expected = naive(await Promise.all(features.map((level) => level.data<'float32'>())), features.map((level) => level.shape), corners, pictures, older);
      const actual = await multiLevelRoiAlign(features, boxes, batchIndices, older).data();
      expect(largestDifference(actual, expected)).toBeLessThan(1e-4);
    }
  });

  it.each([options, older])('has the gradient that finite differences give: $samplingRatio samples', async (sampling) => {
    const { features, boxes, batchIndices } = scene(3, 8);
    await expectGradient((...levels) => multiLevelRoiAlign(levels as tf.Tensor4D[], boxes, batchIndices, sampling), features);
  });

  it('lets a gradient through to the features although the boxes were made by the network', async () => {
    const { features, boxes, batchIndices } = scene(4, 6);
    const [finest] = features;
    if (finest === undefined) throw new Error('no features');
    const gradient = tf.grad((x) => {
      const moved = tf.add<tf.Tensor2D>(boxes, tf.mul(tf.mean(x), 0));
      const best = tf.topk(tf.reshape(tf.slice(moved, [0, 0], [-1, 1]), [6]), 6).indices;
      return multiLevelRoiAlign([x as tf.Tensor4D, ...features.slice(1)], tf.gather(moved, best), batchIndices, options);
    })(finest);
    expect((await tf.sum(tf.abs(gradient)).data())[0]).toBeGreaterThan(0);
  });

  it('leaves no tensor behind, forward or backward', async () => {
    const { features, boxes, batchIndices } = scene(5, 6);
    const run = async (): Promise<void> => {
      const loss = (...levels: tf.Tensor[]): tf.Scalar => tf.sum(multiLevelRoiAlign(levels as tf.Tensor4D[], boxes, batchIndices, options));
      const { value, grads } = tf.valueAndGrads(loss)([...features]);
      await value.data();
      tf.dispose([value, grads]);
      multiLevelRoiAlign(features, boxes, batchIndices, options).dispose();
    };
    await run();
    const before = { tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() };
    await run();
    expect({ tensors: tf.memory().numTensors, ids: tf.backend().numDataIds() }).toEqual(before);
  });

  it('gives an empty result for no boxes, and works with one level and one cell', async () => {
    const random = new Random(6);
    const level = randomTensor<tf.Rank.R4>([1, 4, 4, 2], random);
    expect(multiLevelRoiAlign([level], tf.zeros([0, 4]), tf.zeros([0], 'int32'), { strides: [8] }).shape).toEqual([0, 7, 7, 2]);
    const whole = await multiLevelRoiAlign([level], tf.tensor2d([[0, 0, 32, 32]]), tf.zeros([1], 'int32'), { strides: [8], outputSize: 1, samplingRatio: 4 }).data();
    const mean = await tf.mean(level, [1, 2]).data();
    expect(largestDifference(whole, mean)).toBeLessThan(1e-5);
  });

  if (engine === 'cpu' || engine === 'tensorflow') {
    it.each([options, older])('agrees with its composition from plain operations, which WebGL runs: $samplingRatio samples', async (sampling) => {
      const { features, corners, pictures, boxes, batchIndices } = scene(7);
      const shapes = features.map((level) => level.shape);
      const inputs = Object.fromEntries(features.map((level, i) => [`level${i}`, level]));
      const composed = roiAlignComposed({ inputs: { ...inputs, boxes, batchIndices }, backend: tf.backend(), attrs: planToAttributes(planRoiAlign(sampling, shapes)) });
      const expected = naive(await Promise.all(features.map((level) => level.data<'float32'>())), shapes, corners, pictures, sampling);
      expect(largestDifference(await composed.data(), expected)).toBeLessThan(1e-4);
    });
  }
});

describe('RoIAlign', () => {
  it('reads the level that the FPN paper says: 224 pixels from P4, half of it from P3, more from P5', () => {
    const shapes = [[1, 80, 80, 1], [1, 40, 40, 1], [1, 20, 20, 1], [1, 10, 10, 1]] satisfies FeatureShape[];
    const plan = planRoiAlign({ ...roiAlignDefaults, strides: [4, 8, 16, 32], outputSize: 1, samplingRatio: 1 }, shapes);
    const levels = shapes.map(([, height, width], level) => new Float32Array(height * width).fill(level + 2));
    const read = (side: number): number => {
      const out = new Float32Array(1);
      roiAlign(levels, Float32Array.of(160 - side / 2, 160 - side / 2, 160 + side / 2, 160 + side / 2), Int32Array.of(0), plan, out);
      return out[0] ?? NaN;
    };
    expect([20, 111, 112, 223, 224, 300, 447, 448, 5000].map(read)).toEqual([2, 2, 3, 3, 4, 4, 4, 5, 5]);
  });

  it('refuses what does not fit, and says what it expected', () => {
    const level = tf.zeros<tf.Rank.R4>([1, 4, 4, 2]);
    const boxes = tf.zeros<tf.Rank.R2>([3, 4]);
    const indices = tf.zeros<tf.Rank.R1>([3], 'int32');
    expect(() => multiLevelRoiAlign([level], boxes, indices, { strides: [4, 8] })).toThrow(InvalidInputError);
    expect(() => multiLevelRoiAlign([level, level], boxes, indices, { strides: [4, 12] })).toThrow(/twice/);
    expect(() => multiLevelRoiAlign([level], tf.zeros([3, 5]), indices, { strides: [4] })).toThrow(/Boxes has shape \[3, 5\], expected \[n, 4\]/);
    expect(() => multiLevelRoiAlign([level], boxes, tf.zeros([3]), { strides: [4] })).toThrow(/int32/);
    expect(() => multiLevelRoiAlign([level], boxes, tf.zeros([2], 'int32'), { strides: [4] })).toThrow(/expected \[3\]/);
  });
});
