import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { startCpu } from '../../../training/engines/cpu-engine';
import { startDawn } from '../../../training/engines/dawn-engine';
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

/** Chromium brings a Vulkan driver that computes on the CPU: slow, but it runs the shaders where there is no GPU. */
export async function startSoftwareWebGpu(): Promise<void> {
  const icd = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'].map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
  if (icd !== undefined) process.env['VK_ICD_FILENAMES'] ??= icd;
  process.env['XDG_RUNTIME_DIR'] ??= mkdtempSync(join(tmpdir(), 'fovea-vulkan-'));
  await startDawn(true);
}
