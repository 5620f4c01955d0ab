import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';
import { simplify } from '../graph/passes/optimize';
import { GraphRunner } from '../graph/run-graph';
import { trace } from '../graph/trace';
import { weightScope, type Weights } from '../layers/weight-scope';
import { createNetwork } from '../networks';
import type { NetworkRunner } from './network-runner';
import { normalizedTensor } from './normalize';
import type { PredictorCard } from './predictor';

type NetworkCard = Pick<PredictorCard, 'network' | 'input'>;

/** A network on tfjs's current engine, which must be the current one whenever it runs. It owns the weights and disposes them. */
export function tfjsRunner(card: NetworkCard, weights: Weights): NetworkRunner {
  const graph = recorded(card, weights);
  const scaled = new Float32Array(3 * card.input.width * card.input.height);
  const forward = graph === undefined ? network(card, weights) : (input: tf.Tensor4D) => graph.run([input])[0];
  return {
    async run(pixels, now) {
      const input = normalizedTensor(pixels, card.input, scaled);
      const preparedAt = now();
      let output: tf.Tensor | undefined;
      try {
        output = forward(input);
        const forwardedAt = now();
        if (output === undefined) throw new EngineError('The network gave no output.');
        return { numbers: await output.data<'float32'>(), preparedAt, forwardedAt };
      } finally {
        input.dispose();
        output?.dispose();
      }
    },
    close: () => {
      graph?.dispose();
      for (const weight of weights.values()) weight.dispose();
    },
  };
}

/** The network as its code has it. */
function network({ network: { name, options } }: NetworkCard, weights: Weights): (input: tf.Tensor4D) => tf.Tensor {
  const made = createNetwork(name, options);
  return (input) => tf.tidy(() => made.forward(input, weightScope(weights)));
}

/**
 * The same as a graph: its kernels run one after the other, without what tfjs does before each of them for the sake of
 * gradients, which is a tenth of the time on wasm. Undefined for a network that cannot be recorded.
 */
function recorded({ network: { name, options }, input: { height, width } }: NetworkCard, weights: Weights): GraphRunner | undefined {
  const made = createNetwork(name, options);
  const shapes = new Map([...weights].map(([key, { shape }]) => [key, { shape, values: new Float32Array(0) }]));
  try {
    return new GraphRunner(simplify(trace((input, scope) => made.forward(input, scope), [1, height, width, 3], shapes)), weights);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
