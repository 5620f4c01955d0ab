import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { startCpu } from '../../../training/engines/cpu-engine';
import { startTensorflow } from '../../../training/engines/tensorflow-engine';
import { startWasm } from '../../../training/engines/wasm-engine';

export type BackendName = 'cpu' | 'wasm' | 'tensorflow' | 'webgpu';

const starters: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  cpu: startCpu,
  wasm: startWasm,
  tensorflow: () => startTensorflow('tfjs-node'),
  webgpu: startSoftwareWebGpu,
};

/** Runs the tests for every engine that starts here; one that does not is a skipped test that says why. */
export async function describeEachEngine(what: string, tests: (engine: BackendName) => void, engines: readonly BackendName[] = ['cpu', 'wasm', 'tensorflow', 'webgpu']): Promise<void> {
  for (const engine of engines) {
    const reason = await starters[engine]().then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (reason !== undefined) {
      it.skip(`${what} on ${engine}, which does not start here: ${reason}`, () => undefined);
      continue;
    }
    describe(`${what} on ${engine}`, () => {
      beforeAll(async () => {
        await tf.setBackend(engine);
      });
      tests(engine);
    });
  }
}

/** WebGPU through Dawn on whatever adapter there is: Chromium brings a Vulkan driver that computes on the CPU, slow but enough to run shaders. */
async function startSoftwareWebGpu(): Promise<void> {
  const icd = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'].map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
  if (icd !== undefined) process.env['VK_ICD_FILENAMES'] ??= icd;
  process.env['XDG_RUNTIME_DIR'] ??= mkdtempSync(join(tmpdir(), 'fovea-vulkan-'));
  // The backend registers itself when it finds `navigator.gpu`; imported before there is one, it leaves the device to us.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { create, globals } = await import('webgpu');
  const gpu = create([]);
  // Kept there, for the process dies with a device whose GPU object was collected.
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('Dawn finds no adapter');
  const device = await adapter.requestDevice();
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs does not take the adapter');
}
