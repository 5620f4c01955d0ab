import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { repositoryRoot } from '../repository-root';
import { mayHaveNvidiaDriver } from './nvidia-driver';
import type { Engine } from '../../engine/engine';
import { tfjsEngine } from '../../engine/tfjs-engine';

export type TensorflowPackage = 'tfjs-node' | 'tfjs-node-gpu';

/** TensorFlow's backend in tfjs-node, as far as this file looks into it. */
interface TensorflowBackend extends tf.KernelBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Loads TensorFlow's C library through tfjs-node and makes it the current backend, called 'tensorflow'.
 * @throws EngineError that says why it cannot be loaded.
 */
export async function startTensorflow(packageName: TensorflowPackage): Promise<Engine> {
  if (packageName === 'tfjs-node-gpu' && !mayHaveNvidiaDriver()) throw new EngineError('this machine has no NVIDIA driver');
  const folder = findAddon(packageName);
  if (tf.findBackend('tensorflow') === null) loadPackage(folder);
  await tf.setBackend('tensorflow');

  const backend = tf.backend();
  if (!isTensorflowBackend(backend)) throw new EngineError(`${folder} registered a backend that Fovea does not know`);
  if (packageName === 'tfjs-node-gpu' && !backend.isUsingGpuDevice) {
    forgetTensorflow();
    throw new EngineError('TensorFlow finds no GPU that it can use (driver, CUDA and cuDNN must fit its version)');
  }
  const device = backend.isUsingGpuDevice ? 'GPU' : `${process.env.TF_NUM_INTRAOP_THREADS ?? availableParallelism()} threads`;
  return tfjsEngine({ name: packageName, description: `TensorFlow ${backend.binding.TF_Version} through ${packageName} ${readVersion(folder)}, ${device}` });
}

/** The package's folder: installed by npm, or linked by `npm run engines -- --build-native`. */
function findAddon(packageName: TensorflowPackage): string {
  const places = [join(repositoryRoot, 'node_modules'), join(repositoryRoot, '.native', 'node_modules')];
  const folders = places.map((place) => join(place, '@tensorflow', packageName)).filter((folder) => existsSync(folder));
  // Loading a package without its addon fails halfway and leaves kernels behind, so look before.
  const built = folders.find(hasAddon);
  if (built !== undefined) return built;
  const found = folders.length === 0 ? 'not installed' : `installed without its native addon (${folders.join(', ')})`;
  throw new EngineError(packageName === 'tfjs-node' ? `${found}; "npm run engines -- --build-native" links one` : found);
}

function hasAddon(folder: string): boolean {
  const lib = join(folder, 'lib');
  return existsSync(lib) && readdirSync(lib).some((version) => existsSync(join(lib, version, 'tfjs_binding.node')));
}

function loadPackage(folder: string): void {
  restoreUtilFunctions();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const require = createRequire(join(folder, 'package.json'));
  const loaded: unknown = require(folder);
  // Tensors of one copy of tfjs-core mean nothing to another.
  if (!(loaded instanceof Object && 'Tensor' in loaded && loaded.Tensor === tf.Tensor)) {
    throw new EngineError(`${folder} brings a second copy of @tensorflow/tfjs-core; remove ${dirname(folder)}/tfjs and tfjs-core beside it`);
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 took out of `util`. */
function restoreUtilFunctions(): void {
  if ('isArray' in util && 'isNullOrUndefined' in util) return;
  Object.assign(util, { isArray: Array.isArray, isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}

function forgetTensorflow(): void {
  tf.removeBackend('tensorflow');
  for (const kernel of tf.getKernelsForBackend('tensorflow')) tf.unregisterKernel(kernel.kernelName, 'tensorflow');
}

function isTensorflowBackend(backend: tf.KernelBackend): backend is TensorflowBackend {
  return 'isUsingGpuDevice' in backend && 'binding' in backend;
}

function readVersion(folder: string): string {
  const description: unknown = createRequire(import.meta.url)(join(folder, 'package.json'));
  return description instanceof Object && 'version' in description ? String(description.version) : 'of unknown version';
}
