import { startWasm as startForInference } from '../../models/node/engines/wasm';
import type { Engine } from '../../models/engine/engine';
import './gradients';
import { registerWasmGradients } from '../../models/learning/wasm-gradients/register';

/** Starts the WebAssembly backend ('wasm') with the gradients that it lacks. In Node it has one thread. */
export async function startWasm(): Promise<Engine> {
  const started = await startForInference();
  registerWasmGradients();
  return started;
}
