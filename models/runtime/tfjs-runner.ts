import * as tf from '@tensorflow/tfjs-core';
import { weightScope, type Weights } from '../layers/weight-scope';
import { createNetwork } from '../networks';
import type { NetworkRunner } from './network-runner';
import { normalizedTensor } from './normalize';
import type { PredictorCard } from './predictor';

/** A network on tfjs's current engine, which must be the current one whenever it runs. It owns the weights and disposes them. */
export function tfjsRunner({ network: { name, options }, input: cardInput }: Pick<PredictorCard, 'network' | 'input'>, weights: Weights): NetworkRunner {
  const network = createNetwork(name, options);
  return {
    async run(pixels, now) {
      const input = normalizedTensor(pixels, cardInput);
      const preparedAt = now();
      let output: tf.Tensor2D | undefined;
      try {
        output = tf.tidy(() => network.forward(input, weightScope(weights)));
        const forwardedAt = now();
        return { numbers: await output.data<'float32'>(), preparedAt, forwardedAt };
      } finally {
        input.dispose();
        output?.dispose();
      }
    },
    close: () => {
      for (const weight of weights.values()) weight.dispose();
    },
  };
}
