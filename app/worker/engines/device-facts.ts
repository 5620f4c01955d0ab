import { MOST_SHARED_BYTES } from '../../../models/wasm/shared-memory';
import { isValid, newSharedMemory } from '../../../models/wasm/web-assembly';
import { isSoftwareRenderer, NO_ADAPTER, type DeviceFacts, type GraphicsAdapter } from '../../../models/engine/choose-engine';

/** Asks the browser what the device has. */
export async function deviceFacts(): Promise<DeviceFacts> {
  return {
    webgpu: await webgpuAdapter(),
    webgl: webglAdapter(),
    wasm: isValid(SIMD_MODULE) ? 'simd' : typeof WebAssembly === 'undefined' ? 'none' : 'plain',
    sharesMemory: sharesMemory(),
    hardwareConcurrency: navigator.hardwareConcurrency,
  };
}

/** Whether a memory as large as the engine's may become reaches another thread: it is tried, for some browsers have it and hand it to nobody. */
function sharesMemory(): boolean {
  try {
    structuredClone(newSharedMemory(0, MOST_SHARED_BYTES));
    return true;
  } catch {
    return false;
  }
}

/** A graphics card's name as far as the browser tells it. */
export function describeAdapter({ vendor, architecture, description }: GPUAdapterInfo): string {
  return description === '' ? [vendor, architecture].filter((part) => part !== '').join(' ') : description;
}

async function webgpuAdapter(): Promise<GraphicsAdapter> {
  // Types say that it is always there; older browsers and insecure pages lack it.
  const gpu = 'gpu' in navigator ? navigator.gpu : undefined;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return NO_ADAPTER;
  const name = describeAdapter(adapter.info);
  const software = isFallback(adapter) || isSoftwareRenderer(`${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.description}`);
  return { kind: software ? 'software' : 'hardware', name };
}

/** The flag lived on the adapter before it moved to its info. */
function isFallback(adapter: GPUAdapter): boolean {
  return adapter.info.isFallbackAdapter ?? ('isFallbackAdapter' in adapter && adapter.isFallbackAdapter);
}

export function webglAdapter(): GraphicsAdapter {
  const gl = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return NO_ADAPTER;
  const debug = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(debug?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  const name = typeof renderer === 'string' ? renderer : '';
  return { kind: isSoftwareRenderer(name) ? 'software' : 'hardware', name };
}

/** The smallest module with a SIMD instruction: a function that makes a vector of a byte and counts its bits. */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, // magic and version
  1, 5, 1, 96, 0, 1, 123, // type: () -> v128
  3, 2, 1, 0, // one function of it
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11, // i32.const 0, i8x16.splat, i8x16.popcnt, end
]);
