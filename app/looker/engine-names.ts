import type { BrowserEngine } from '../../models/engine/choose-engine';

export const ENGINE_NAMES: Readonly<Record<BrowserEngine, { readonly short: string; readonly long: string }>> = {
  webgpu: { short: 'WebGPU', long: 'Graphics card (WebGPU)' },
  wasm: { short: 'WebAssembly', long: 'Processor (WebAssembly)' },
  webgl: { short: 'WebGL', long: 'Graphics card (WebGL)' },
};
