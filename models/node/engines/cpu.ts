import * as tf from '@tensorflow/tfjs-core';
import type { StartedEngine } from './started-engine';

/** Plain JavaScript loops ('cpu'): there everywhere, right, and too slow to train. */
export async function startCpu(): Promise<StartedEngine> {
  const { version_cpu: version } = await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  // Its first tensor prints an advertisement for tfjs-node, unless this flag is set.
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', false);
  return { backend: tf.backend(), description: `JavaScript ${version}, 1 thread`, tooSlow: 'plain loops; good for tests' };
}
