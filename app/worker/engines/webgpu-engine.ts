import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { EngineError } from '../../../models/errors';
import { describeAdapter } from './device-facts';
import { tfjsEngine } from '../../../models/engine/tfjs-engine';
import type { StartEngine } from './engine';
import { setBackend } from './set-backend';

/** Features that the backend makes use of where they are there. */
const FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'bgra8unorm-storage'];

/** Limits below which large layers do not fit; asked for as high as the adapter goes. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** The graphics card through WebGPU, on a device of our own: tfjs does not notice when its device is lost. */
export const startWebgpu: StartEngine = async () => {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new EngineError('This browser has no WebGPU adapter.');
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  await setBackend('webgpu');
  return tfjsEngine({
    name: 'webgpu',
    description: describeAdapter(adapter.info),
    lost: device.lost.then(({ message }) => `the graphics card was lost${message === '' ? '' : ` (${message})`}`),
  });
};
