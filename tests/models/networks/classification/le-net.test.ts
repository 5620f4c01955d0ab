import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWeights } from '../../../../models/artifact/load';
import { countMultiplyAdds, countParameters } from '../../../../models/graph/costs';
import { GraphRunner } from '../../../../models/graph/run-graph';
import { traceModel } from '../../../../models/graph/trace-model';
import { TrainableParameters } from '../../../../models/layers/trainable-parameters';
import { createNetwork } from '../../../../models/networks';
import { leNet300, leNet300Options, leNet5, leNet5Options } from '../../../../models/networks/classification/le-net';
import { Random } from '../../../../models/tensor/random';
import { loadEngine } from '../../../../training/engines/load-engine';

beforeAll(() => loadEngine('wasm'));

describe('LeNet', () => {
  // Han et al. 2015, tables 3 and 4; the multiply-adds of LeNet-5 are 288 + 1600 + 400 + 5 thousand, as their FLOP column has them doubled.
  it.each([
    { name: 'lenet-300-100', options: leNet300Options.parse({}), logits: leNet300(leNet300Options.parse({})).logits, parameters: 266_610, multiplyAdds: 266_200 },
    { name: 'lenet-5', options: leNet5Options.parse({}), logits: leNet5(leNet5Options.parse({})).logits, parameters: 431_080, multiplyAdds: 2_293_000 },
  ])('$name has the published parameters and multiply-adds, and answers as a graph what it answers as code', async ({ name, options, logits, parameters, multiplyAdds }) => {
    const trained = new TrainableParameters({ random: new Random(1) });
    const input = tf.tensor4d(Float32Array.from({ length: 2 * 28 * 28 * 3 }, () => new Random(2).normal()), [2, 28, 28, 3]);
    const expected = tf.tidy(() => tf.softmax(logits(input, trained.scope())));
    const values = await trained.values();
    trained.dispose();
    const graph = traceModel({ network: { name, options }, input: { width: 28, height: 28, mean: [0, 0, 0], std: [1, 1, 1] } }, values, { pictures: 2 });
    expect(countParameters(graph)).toBe(parameters);
    expect(countMultiplyAdds(traceModel({ network: { name, options }, input: { width: 28, height: 28, mean: [0, 0, 0], std: [1, 1, 1] } }, values))).toBe(multiplyAdds);
    expect(createNetwork(name, options).task).toBe('classification');
    const weights = toWeights(values);
    const runner = new GraphRunner(graph, weights);
    const [answer = expected] = runner.run([input]);
    expect(Math.max(...tf.abs(tf.sub(answer, expected)).dataSync())).toBeLessThan(1e-5);
    runner.dispose();
    tf.dispose([input, expected, answer, ...weights.values()]);
  });

  it('sees the green channel alone', () => {
    const trained = new TrainableParameters({ random: new Random(1) });
    const same = tf.tidy(() => {
      const picture = tf.randomNormal<tf.Rank.R4>([1, 28, 28, 3], 0, 1, 'float32', 3);
      const answers = [tf.tensor1d([1, 1, 1]), tf.tensor1d([0, 1, 5])].map((factors) => leNet5(leNet5Options.parse({})).logits(tf.mul(picture, factors), trained.scope()));
      return tf.max(tf.abs(tf.sub(answers[0] ?? picture, answers[1] ?? picture))).dataSync()[0];
    });
    trained.dispose();
    expect(same).toBe(0);
  });
});
