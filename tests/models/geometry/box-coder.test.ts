import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { cornersOf } from '../../../models/geometry/box';
import { BOX_HEAD_WEIGHTS, decodeBoxes, decodeBoxesTensor, encodeBoxes, UNIT_WEIGHTS } from '../../../models/geometry/box-coder';
import { Random } from '../../../models/tensor/random';
import { describeEachEngine } from '../kernels/engines';
import { expectGradient, largestDifference, randomTensor } from '../kernels/finite-differences';
import { box } from './arbitrary-boxes';

const weights = fc.constantFrom(UNIT_WEIGHTS, BOX_HEAD_WEIGHTS);

describe('the box coder', () => {
  it('decodes what it encodes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(box, box.filter(({ width, height }) => width > 10 && height > 10)), { maxLength: 5 }), weights, (pairs, scale) => {
      const boxes = cornersOf(pairs.map(([first]) => first));
      const anchors = cornersOf(pairs.map(([, second]) => second));
      const back = decodeBoxes(encodeBoxes(boxes, anchors, scale), anchors, scale);
      expect(largestDifference(back, boxes)).toBeLessThan(0.02);
    }));
  });

  it('writes the parameters of the paper', () => {
    // An anchor of 10 x 20 at centre (50, 60), a box of twice the width and half the height one size right and half a size down.
    const deltas = encodeBoxes(cornersOf([{ x: 50, y: 65, width: 20, height: 10 }]), cornersOf([{ x: 45, y: 50, width: 10, height: 20 }]));
    expect(largestDifference(deltas, [0.5, 1, Math.log(0.5), Math.log(2)])).toBeLessThan(1e-6);
    const weighted = encodeBoxes(cornersOf([{ x: 50, y: 65, width: 20, height: 10 }]), cornersOf([{ x: 45, y: 50, width: 10, height: 20 }]), [10, 20, 5, 1]);
    expect(largestDifference(weighted, [5, 20, 5 * Math.log(0.5), Math.log(2)])).toBeLessThan(1e-5);
  });

  it('does not overflow on wild predictions', () => {
    const decoded = decodeBoxes(Float32Array.of(0, 0, 1e6, -1e6), Float32Array.of(0, 0, 16, 16));
    expect([...decoded].every(Number.isFinite)).toBe(true);
    expect((decoded[2] ?? NaN) - (decoded[0] ?? NaN)).toBeCloseTo(1000, 1);
  });

  it('wants as many anchors as boxes', () => {
    expect(() => encodeBoxes(new Float32Array(8), new Float32Array(4))).toThrow(InvalidInputError);
  });
});

await describeEachEngine('decodeBoxesTensor', () => {
  it('agrees with the plain loop, also on wild predictions', async () => {
    const random = new Random(1);
    const deltas = Float32Array.from({ length: 400 }, () => 4 * random.normal());
    const anchors = Float32Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? 100 * random.next() : 110 + 50 * random.next()));
    const decoded = await decodeBoxesTensor(tf.tensor2d(deltas, [100, 4]), tf.tensor2d(anchors, [100, 4]), [10, 10, 1, 1]).data();
    const expected = decodeBoxes(deltas, anchors, [10, 10, 1, 1]);
    const relative = decoded.map((value, i) => value / Math.max(1, Math.abs(expected[i] ?? NaN)));
    expect(largestDifference(relative, expected.map((value) => value / Math.max(1, Math.abs(value))))).toBeLessThan(1e-4);
  });

  it('decodes the boxes of several classes from one anchor each, and is differentiable', async () => {
    const random = new Random(2);
    const deltas = randomTensor<tf.Rank.R3>([3, 2, 4], random);
    const anchors = tf.tensor3d([[[0, 0, 2, 2]], [[1, 2, 3, 6]], [[-4, 0, 0, 8]]]);
    const [first = 0] = await decodeBoxesTensor(deltas, anchors).data();
    const [ty = 0, , th = 0] = await deltas.data();
    expect(first).toBeCloseTo(1 + 2 * ty - Math.exp(th), 3);
    await expectGradient((x) => decodeBoxesTensor(x, anchors), [deltas], { step: 0.02 });
  });
}, ['cpu', 'wasm', 'tensorflow']);
