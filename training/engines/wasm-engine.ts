import { startWasm as startForInference } from '../../models/node/engines/wasm';
import type { StartedEngine } from '../../models/node/engines/started-engine';
import './gradients';
import { registerWasmGradients } from '../../models/learning/wasm-gradients/register';

/** Starts the WebAssembly backend ('wasm') with the gradients that it lacks. In Node it has one thread. */
export async function startWasm(): Promise<StartedEngine> {
  const started = await startForInference();
  registerWasmGradients();
  return started;
}
