import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROWSER_ENGINES, chooseEngines, isSoftwareRenderer, NO_ADAPTER, wasmThreads, type DeviceFacts, type GraphicsAdapter } from '../../../models/engine/choose-engine';

const card: GraphicsAdapter = { kind: 'hardware', name: 'Adreno 740' };
const imitation: GraphicsAdapter = { kind: 'software', name: 'SwiftShader' };
const laptop: DeviceFacts = { webgpu: card, webgl: card, wasm: 'simd', sharesMemory: true, hardwareConcurrency: 8 };

const adapter = fc.record<GraphicsAdapter>({ kind: fc.constantFrom('hardware', 'software', 'none'), name: fc.constantFrom('', 'Some card') });
const facts = fc.record<DeviceFacts>({
  webgpu: adapter, webgl: adapter, wasm: fc.constantFrom('simd', 'plain', 'none'), sharesMemory: fc.boolean(), hardwareConcurrency: fc.integer({ min: 1, max: 64 }),
});
const preferred = fc.option(fc.constantFrom(...BROWSER_ENGINES), { nil: undefined });
const order = (...given: Parameters<typeof chooseEngines>) => chooseEngines(...given).map(({ engine }) => engine);

describe('the order of engines', () => {
  it('is WebGPU, wasm, WebGL where everything is there', () => {
    expect(order(laptop)).toEqual(['webgpu', 'wasm', 'wasm', 'webgl']);
  });

  it('tries wasm with one thread where it does not run with several', () => {
    expect(chooseEngines(laptop).filter(({ engine }) => engine === 'wasm').map(({ threads }) => threads)).toEqual([4, 1]);
  });

  it('is WebGL, an imitation too, where there is no wasm, and nothing where there is neither', () => {
    const safe: DeviceFacts = { ...laptop, webgpu: NO_ADAPTER, wasm: 'none' };
    expect(order(safe)).toEqual(['webgl']);
    expect(order({ ...safe, webgl: imitation })).toEqual(['webgl']);
    expect(order({ ...safe, webgl: NO_ADAPTER }, { preferred: 'wasm' })).toEqual([]);
    expect(chooseEngines(safe)[0]?.reason).toContain('because the browser runs no WebAssembly');
  });

  it('begins with wasm where a program imitates the graphics card, and says so', () => {
    const [first] = chooseEngines({ ...laptop, webgpu: imitation, webgl: imitation });
    expect(first).toMatchObject({ engine: 'wasm', threads: 4 });
    expect(first?.reason).toContain('imitated in software here (SwiftShader)');
  });

  it('puts a WebGL card before a wasm without SIMD', () => {
    expect(order({ ...laptop, webgpu: NO_ADAPTER, wasm: 'plain', sharesMemory: false })).toEqual(['webgl', 'wasm']);
  });

  it('begins with what a person prefers, an imitation too', () => {
    expect(order(laptop, { preferred: 'webgl' })).toEqual(['webgl', 'webgpu', 'wasm', 'wasm']);
    expect(order({ ...laptop, webgpu: imitation }, { preferred: 'webgpu' })[0]).toBe('webgpu');
  });

  it('leaves out what was lost and gives that as the reason for the next', () => {
    const [first] = chooseEngines(laptop, { lost: { webgpu: 'the graphics card was lost' } });
    expect(first).toMatchObject({ engine: 'wasm', reason: 'It runs on the processor, because the graphics card was lost.' });
  });

  it('gives the loss of the engine that was asked for as the reason for the next', () => {
    const lost = { webgl: 'the graphics card was lost' };
    const engines = chooseEngines({ ...laptop, webgpu: NO_ADAPTER }, { preferred: 'webgl', lost });
    expect(engines[0]).toMatchObject({ engine: 'wasm', reason: 'It runs on the processor, because the graphics card was lost.' });
  });

  it('has every engine once at most with as many threads, never one that is not there, wasm unless it was lost, and a sentence for each', () => {
    fc.assert(fc.property(facts, preferred, fc.boolean(), (given, wish, wasmLost) => {
      const candidates = chooseEngines(given, { preferred: wish, lost: wasmLost ? { wasm: 'it crashed' } : {} });
      expect(new Set(candidates.map(({ engine, threads }) => `${engine} ${threads}`)).size).toBe(candidates.length);
      expect(candidates.some(({ engine }) => engine === 'wasm')).toBe(!wasmLost && given.wasm !== 'none');
      for (const { engine, reason, threads } of candidates) {
        if (engine !== 'wasm') expect(given[engine].kind).not.toBe('none');
        expect(reason).toMatch(/^[A-Z].*\.$/);
        expect(threads).toBeGreaterThanOrEqual(1);
      }
    }));
  });

  it('never begins with a software adapter unless asked to, as long as there is wasm', () => {
    fc.assert(fc.property(facts.filter(({ wasm }) => wasm !== 'none'), (given) => {
      const [first] = chooseEngines(given);
      expect(first === undefined || first.engine === 'wasm' || given[first.engine].kind === 'hardware').toBe(true);
    }));
  });
});

describe('threads of wasm', () => {
  it('are half of the processor\'s, four at most, one where they cannot share memory', () => {
    const threads = (hardwareConcurrency: number, sharesMemory = true) => wasmThreads({ sharesMemory, hardwareConcurrency });
    expect([1, 2, 4, 8, 32].map((count) => threads(count))).toEqual([1, 1, 2, 4, 4]);
    expect(threads(32, false)).toBe(1);
  });
});

describe('a software renderer', () => {
  it.each(['Google SwiftShader', 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))', 'llvmpipe (LLVM 15)', 'Microsoft Basic Render Driver', 'Microsoft Corporation WARP'])('is known by its name: %s', (name) => {
    expect(isSoftwareRenderer(name)).toBe(true);
  });

  it.each(['Apple M2', 'NVIDIA GeForce RTX 4070', 'Adreno (TM) 740', 'Mali-G715', 'Intel(R) Iris(R) Xe', 'Warplane GPU'])('is not %s', (name) => {
    expect(isSoftwareRenderer(name)).toBe(false);
  });
});
