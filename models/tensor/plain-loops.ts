import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `work` on tfjs's plain JavaScript loops, which are there everywhere and give the same numbers everywhere, and puts the
 * engine back that was there before; where there was none, they stay. Synchronous work, so that nothing else runs in between.
 */
export async function onPlainLoops<T>(work: () => T): Promise<T> {
  await import('@tensorflow/tfjs-backend-cpu');
  // Typed as always there, but there is none until an engine was started.
  const before: string | null | undefined = tf.getBackend();
  const production = tf.env().getBool('PROD');
  // Their backend is made synchronously, so it is current when the call returns.
  void tf.setBackend('cpu');
  // Their first tensor prints an advertisement for tfjs-node, unless this flag is set.
  tf.env().set('PROD', true);
  try {
    return work();
  } finally {
    tf.env().set('PROD', production);
    if (before) void tf.setBackend(before);
  }
}
