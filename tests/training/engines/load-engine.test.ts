import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { EngineError, InvalidInputError } from '../../../models/errors';
import { engineNames } from '../../../training/engines/engine';
import { loadEngine, parseEngineName } from '../../../training/engines/load-engine';

it('takes the first engine that loads and tells why not those before it', async () => {
  const { name, description, reasons } = await loadEngine('auto');
  expect(description).not.toBe('');
  expect(Object.keys(reasons)).toEqual(engineNames.slice(0, engineNames.indexOf(name)));
  for (const reason of Object.values(reasons)) expect(reason).not.toBe('');
});

it('starts wasm and cpu by name, and again', async () => {
  for (const name of ['wasm', 'cpu', 'wasm'] as const) {
    expect((await loadEngine(name)).name).toBe(name);
    expect(tf.getBackend()).toBe(name);
  }
});

it('refuses an engine that is not there with the reason', async () => {
  const { reasons } = await loadEngine('auto');
  for (const [name, reason] of Object.entries(reasons)) {
    // By name a software adapter is accepted, so Dawn may load here although auto passed over it.
    if (name === 'dawn') continue;
    const loading = loadEngine(engineNames.find((known) => known === name) ?? 'auto');
    await expect(loading).rejects.toThrow(EngineError);
    await expect(loading).rejects.toThrow(reason);
  }
});

it('leaves no handlers on the process after starting wasm', async () => {
  const before = process.listenerCount('uncaughtException');
  await loadEngine('wasm');
  expect(process.listenerCount('uncaughtException')).toBe(before);
});

it('reads names and lists them when one is wrong', () => {
  expect(parseEngineName('auto')).toBe('auto');
  expect(parseEngineName('wasm')).toBe('wasm');
  expect(() => parseEngineName('cuda')).toThrow(InvalidInputError);
  expect(() => parseEngineName('cuda')).toThrow(/tfjs-node-gpu, tfjs-node, dawn, wasm, cpu/);
});
