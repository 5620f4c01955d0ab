import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizePicture } from '../../../../models/learning/style/optimize-picture';
import { styleJudge } from '../../../../models/learning/style/style-judge';
import { perceptualNetwork } from '../../../../models/networks/style/perceptual';
import { Random } from '../../../../models/tensor/random';

beforeAll(() => tf.setBackend('cpu'));

const random = new Random(2);
const normal = (shape: number[], deviation: number) => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => deviation * random.normal()), shape);

/** A network of VGG's form, of few channels. */
function judgeOfFew() {
  const weights = new Map<string, tf.Tensor>([['conv0/kernel', tf.reshape(tf.eye(3), [1, 1, 3, 3])], ['conv0/bias', tf.zeros([3])]]);
  for (const [name, from, to] of [['conv1_1', 3, 8], ['conv2_1', 8, 8]] as const) {
    weights.set(`${name}/kernel`, normal([3, 3, from, to], Math.sqrt(2 / (9 * from))));
    weights.set(`${name}/bias`, tf.zeros([to]));
  }
  return styleJudge(perceptualNetwork(weights));
}

const picture = (seed: number) => tf.tensor4d(Float32Array.from({ length: 12 * 16 * 3 }, (_, i) => 0.5 + 0.4 * Math.sin(i * seed)), [1, 12, 16, 3]);

describe('optimizePicture', () => {
  it.each(['lbfgs', 'adam'] as const)('gets nearer to the style step by step, and leaves nothing behind (%s)', async (method) => {
    const judge = judgeOfFew();
    const [start, painting] = [picture(0.37), picture(1.9)];
    const [content, style] = [judge.contentOf(start), judge.styleOf(painting)];
    const before = tf.memory().numTensors;
    const totals: number[] = [];
    for await (const { step, total, picture: painted } of optimizePicture({ judge, start, content, style, method, weights: { content: 1, style: 20, smoothness: 0.1 } })) {
      totals.push(total);
      expect(painted.shape).toEqual(start.shape);
      const [least = -1, most = 2] = [tf.min(painted).dataSync()[0], tf.max(painted).dataSync()[0]];
      expect(least).toBeGreaterThanOrEqual(0);
      expect(most).toBeLessThanOrEqual(1);
      if (step === 25) break;
    }
    expect(totals.length).toBe(25);
    expect(totals.at(-1)).toBeLessThan((totals[0] ?? 0) * 0.6);
    // The two readings of each picture above are this test's own.
    expect(tf.memory().numTensors - before).toBe(2 * totals.length);
  });

  it('paints a texture without content', async () => {
    const judge = judgeOfFew();
    const style = judge.styleOf(picture(1.9));
    for await (const { content, style: far } of optimizePicture({ judge, start: picture(0.37), style, method: 'lbfgs', weights: { content: 1, style: 1, smoothness: 0 } })) {
      expect(content).toBe(0);
      if (far < 0.05) return;
    }
    expect.unreachable('no step gained any more before the texture was there');
  });
});
