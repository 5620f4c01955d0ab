import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import type { Engine } from '../../engine/engine';
import { tfjsEngine } from '../../engine/tfjs-engine';

/** Starts the WebAssembly backend ('wasm'). In Node it has one thread. */
export async function startWasm(): Promise<Engine> {
  const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
  const keepHandlers = rememberErrorHandlers();
  const started = await tf.setBackend('wasm');
  keepHandlers();
  if (!started) throw new EngineError('WebAssembly does not start in this Node');
  return tfjsEngine({ name: 'wasm', description: `WebAssembly ${version}, 1 thread` });
}

/**
 * The backend's loader puts handlers on the process that throw every uncaught error again from inside its own minified
 * file, which buries the error under it.
 * @returns a function that takes away the handlers added since.
 */
function rememberErrorHandlers(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Set(events.flatMap((event) => process.rawListeners(event)));
  return () => {
    for (const event of events) {
      for (const listener of process.rawListeners(event)) {
        if (!before.has(listener)) process.off(event, listener as () => void);
      }
    }
  };
}
