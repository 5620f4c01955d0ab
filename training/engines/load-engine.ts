import * as tf from '@tensorflow/tfjs-core';
import { onFirstThatRuns, type Engine } from '../../models/engine/engine';
import { EngineError, InvalidInputError } from '../../models/errors';
import { registerActivations } from '../../models/kernels/activations/register';
import { registerBatchNorm } from '../../models/kernels/batch-norm/register';
import { registerKernels } from '../../models/kernels/register';
import { startCpu } from './cpu-engine';
import { startDawn } from './dawn-engine';
import { type EngineName, engineNames, type TrainingEngine } from './engine';
import { startTensorflow } from './tensorflow-engine';
import { startWasm } from './wasm-engine';

export type { EngineName, TrainingEngine } from './engine';

/** How to start each engine; `wanted` says that it was asked for by name. */
const starters: Readonly<Record<EngineName, (wanted: boolean) => Promise<Engine>>> = {
  'tfjs-node-gpu': () => startTensorflow('tfjs-node-gpu'),
  'tfjs-node': () => startTensorflow('tfjs-node'),
  dawn: startDawn,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts an engine and makes it tfjs's current backend: the one named, or with 'auto' the first of `engineNames` that
 * loads on this machine. An engine stays for the life of the process; calling again with the same name is cheap.
 *
 * 'auto' passes over what is missing and over software adapters, and tells why in `reasons`.
 * @throws EngineError when the named engine does not load, with the reason.
 */
export async function loadEngine(name: 'auto' | EngineName): Promise<TrainingEngine> {
  const candidates = name === 'auto' ? engineNames : [name];
  const reasons: Partial<Record<EngineName, string>> = {};
  const loaded = await onFirstThatRuns(candidates, async (candidate): Promise<TrainingEngine> => {
    const started = await starters[candidate](name !== 'auto');
    registerEverything(tf.getBackend());
    return { ...started, name: candidate, reasons };
  }, (candidate, error) => {
    if (name !== 'auto') throw new EngineError(`The engine ${name} cannot be used: ${reasonOf(error)}.`, { cause: error });
    reasons[candidate] = reasonOf(error);
  });
  if (loaded !== undefined) return loaded;
  const all = candidates.map((candidate) => `${candidate}: ${reasons[candidate] ?? 'not tried'}`).join('; ');
  throw new EngineError(`No engine could be started. ${all}.`);
}

function registerEverything(backendName: string): void {
  registerKernels(backendName);
  registerBatchNorm(backendName);
  registerActivations(backendName);
}

/** Why an engine cannot be used, as part of a sentence. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads an engine's name from the command line. @throws InvalidInputError that lists the names. */
export function parseEngineName(text: string): 'auto' | EngineName {
  if (text === 'auto') return text;
  const name = engineNames.find((known) => known === text);
  if (name === undefined) throw new InvalidInputError(`There is no engine "${text}"; choose auto, ${engineNames.join(', ')}.`);
  return name;
}
