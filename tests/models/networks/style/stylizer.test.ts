import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { stylizer, stylizerOptions } from '../../../../models/networks/style/stylizer';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { Random } from '../../../../models/tensor/random';

beforeAll(() => tf.setBackend('cpu'));

const random = new Random(8);
const small = stylizer(stylizerOptions.parse({ styles: 3, channels: 8, blocks: 1, fineChannels: 4 }));
const input = tf.tensor4d(Float32Array.from({ length: 16 * 24 * 3 }, () => random.normal()), [1, 16, 24, 3]);

describe('stylizer', () => {
  it('gives a picture of the size of its input, of any multiple of four', () => {
    const parameters = new TrainableParameters({ random });
    expect(small.stylize(input, tf.tensor2d([[1, 0, 0]]), parameters.scope()).shape).toEqual([1, 16, 24, 3]);
  });

  it('differs between styles only by rows of scales and shifts', () => {
    const parameters = new TrainableParameters({ random });
    const painted = () => small.stylize(input, tf.tensor2d([[0, 1, 0]]), parameters.scope());
    tf.tidy(painted);
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(painted())), parameters.trainable());
    const styled = [...parameters.all()].filter(([name]) => name.includes('/style/'));
    expect(styled.length).toBe(2 * (1 + 2 + 1));
    for (const [, variable] of styled) {
      const [first, second, third] = tf.unstack(tf.sum(tf.abs(grads[variable.name] ?? tf.zerosLike(variable)), 1)).map((row) => row.dataSync()[0]);
      expect([first, third]).toEqual([0, 0]);
      expect(second).toBeGreaterThan(0);
    }
  });

  it('takes 2.4 KB in half precision for a further style', () => {
    const countFor = (styles: number) => {
      const parameters = new TrainableParameters({ random });
      tf.tidy(() => stylizer(stylizerOptions.parse({ styles })).stylize(tf.zeros([1, 8, 8, 3]), tf.zeros([1, styles]), parameters.scope()));
      return [...parameters.all().values()].reduce((sum, { size }) => sum + size, 0);
    };
    expect(2 * (countFor(5) - countFor(4))).toBe(2 * 2 * (64 + 4 * 2 * 64 + 24));
  });
});
