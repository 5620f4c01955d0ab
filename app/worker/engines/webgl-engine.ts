import * as tf from '@tensorflow/tfjs-core';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { EngineError } from '../../../models/errors';
import { webglAdapter } from './device-facts';
import { NEVER, type StartEngine } from './engine';
import { setBackend } from './set-backend';

/** The graphics card through WebGL, for browsers that have nothing faster. */
export const startWebgl: StartEngine = async () => {
  await setBackend('webgl');
  const backend = tf.backend();
  if (!(backend instanceof MathBackendWebGL)) throw new EngineError("The engine 'webgl' is not the one that was expected.");
  const context: object = backend.getGPGPUContext().gl;
  return { name: 'webgl', detail: webglAdapter().name, lost: contextLost(context) };
};

function contextLost(context: object): Promise<string> {
  if (!('canvas' in context && context.canvas instanceof OffscreenCanvas)) return NEVER;
  const { canvas } = context;
  return new Promise((resolve) => {
    canvas.addEventListener('webglcontextlost', () => resolve('the graphics card was lost'), { once: true });
  });
}
