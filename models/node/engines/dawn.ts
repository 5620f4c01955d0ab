import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import type { Engine } from '../../engine/engine';
import { tfjsEngine } from '../../engine/tfjs-engine';

/**
 * Starts WebGPU in Node through Dawn (the `webgpu` package) with a device of its own; the backend is called 'webgpu'.
 * @param acceptSoftware also take an adapter that computes on the CPU: good to check kernels, useless to train.
 * @throws EngineError that says why it cannot be started.
 */
export async function startDawn(acceptSoftware: boolean): Promise<Engine> {
  const { create, globals } = await import('webgpu').catch((cause: unknown) => {
    throw new EngineError('the package "webgpu" is not installed or does not load here', { cause });
  });
  // The backend's constants (GPUBufferUsage and others) are globals in a browser.
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new EngineError('Dawn finds no adapter (on Linux it needs a Vulkan driver)');
  const name = describeAdapter(adapter.info);
  if (isSoftware(adapter.info) && !acceptSoftware) throw new EngineError(`Dawn's only adapter, ${name}, computes on the CPU`);

  if (tf.findBackend('webgpu') === null) {
    const device = await adapter.requestDevice({
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
      requiredLimits: {
        maxComputeWorkgroupStorageSize: adapter.limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: adapter.limits.maxComputeWorkgroupsPerDimension,
        maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
        maxBufferSize: adapter.limits.maxBufferSize,
        maxComputeWorkgroupSizeX: adapter.limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: adapter.limits.maxComputeInvocationsPerWorkgroup,
      },
    });
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    provideNavigator(gpu);
    tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  }
  if (!(await tf.setBackend('webgpu'))) throw new EngineError(`tfjs could not start on ${name}`);
  return tfjsEngine({
    name: 'dawn',
    description: `WebGPU through Dawn on ${name}`,
    tooSlow: isSoftware(adapter.info) ? 'the adapter computes on the CPU; good to check kernels' : undefined,
  });
}

/**
 * The backend refuses to work where `navigator.gpu` is missing. Set after it is imported: it would otherwise register
 * itself, with a device that we know nothing of.
 */
function provideNavigator(gpu: GPU): void {
  const known: unknown = Reflect.get(globalThis, 'navigator');
  const navigator = known instanceof Object ? known : {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (navigator !== known) Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

function describeAdapter(info: GPUAdapterInfo): string {
  return [info.description || info.device, info.vendor, info.architecture].filter((part) => part !== '').join(', ') || 'an unnamed adapter';
}

/** Software rasterisers announce themselves as fallback adapters or by name. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(describeAdapter(info));
}
