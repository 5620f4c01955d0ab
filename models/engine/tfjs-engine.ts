import * as tf from '@tensorflow/tfjs-core';
import { toWeights } from '../artifact/load';
import { registerKernels } from '../kernels/register';
import { Predictor } from '../predictor';
import type { Engine } from './engine';
import { tfjsRunner } from './tfjs-runner';

/** The backend that is current, as an engine; our kernels are made known to it. Stopping it frees every tensor on it. */
export function tfjsEngine<const Facts extends Pick<Engine, 'name' | 'description' | 'tooSlow' | 'lost'>>(facts: Facts): Facts & Engine {
  const backend = tf.getBackend();
  registerKernels(backend);
  return {
    ...facts,
    open: ({ card, values }, together) => new Predictor(card, tfjsRunner(card, toWeights(values), together)),
    stop: () => {
      const factory = tf.findBackendFactory(backend);
      tf.removeBackend(backend);
      // Removing it forgets how it is made, too.
      tf.registerBackend(backend, factory);
    },
  };
}
