import * as tf from '@tensorflow/tfjs-core';
import type { BrowserEngine, EngineCandidate } from '../../../models/engine/choose-engine';
import type { RunningBackend, StartEngine } from './engine';

/** Each engine is a download of its own: only what is used is fetched. */
const STARTERS: Readonly<Record<BrowserEngine, () => Promise<StartEngine>>> = {
  webgpu: async () => (await import('./webgpu-engine')).startWebgpu,
  wasm: async () => (await import('./wasm-engine')).startWasm,
  webgl: async () => (await import('./webgl-engine')).startWebgl,
};

export async function startEngine(candidate: EngineCandidate): Promise<RunningBackend> {
  const start = await STARTERS[candidate.engine]();
  return await start(candidate);
}

/** Downloads what an engine is made of, so that it is there when it is started. */
export async function fetchEngine(name: BrowserEngine): Promise<void> {
  await STARTERS[name]();
  if (name === 'wasm') await (await import('./wasm-engine')).fetchBinary();
}

/** Frees an engine and every tensor on it. */
export function stopEngine(name: BrowserEngine): void {
  tf.removeBackend(name);
}
