import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../models/errors';
import { chooseEngine } from '../../../../server/offload/pool/choose-engine';
import type { Engine, FramePredictor } from '../../../../models/engine/engine';
import { engines, findEngine, type ServerEngine } from '../../../../server/offload/pool/engines';

/** An engine that says how long a run takes it; whether it was stopped, and started how often. */
function fake(name: string, runMs: number, change: Partial<ServerEngine> = {}) {
  const seen = { starts: 0, stops: 0, wanted: [] as boolean[] };
  const engine: Engine<FramePredictor> & { runMs: number } = { name, description: name, runMs, open: () => predictorOf(runMs), stop: () => seen.stops++ };
  const loader: ServerEngine = {
    name, uses: 'one core',
    start: (wanted) => {
      seen.starts++;
      seen.wanted.push(wanted);
      return Promise.resolve(engine);
    },
    ...change,
  };
  return { loader, seen };
}

const predictorOf = (runMs: number): FramePredictor => ({
  warmUp: () => Promise.resolve(),
  predictTogether: () => Promise.resolve([{ prediction: { task: 'detection', width: 1, height: 1, detections: [] }, timings: { prepare: 999, forward: runMs - 1, read: 1, decode: 999 } }]),
  close: () => undefined,
});

const open = async (engine: Engine<FramePredictor>) => engine.open({} as never, 1);
const missing = fake('missing', 1, { start: () => Promise.reject(new EngineError('it is not installed')) }).loader;

describe('chooseEngine', () => {
  it('takes the one that does most frames a second on the whole machine, and stops the others', async () => {
    const [graphics, core, slow] = [fake('graphics', 10, { uses: 'the machine' }), fake('core', 30), fake('slow', 90)];
    const many = await chooseEngine([missing, graphics.loader, core.loader, slow.loader], 4, open);
    expect(many.loader.name).toBe('core');
    expect([graphics.seen.stops, core.seen.stops, slow.seen.stops]).toEqual([1, 0, 1]);
    expect(core.seen.starts).toBe(2);
    expect(many.ranked).toEqual([core.loader, graphics.loader, slow.loader]);
    expect(many.others).toEqual(['missing: it is not installed', 'graphics: slower, 100 frames a second against 133', 'slow: slower, 44 frames a second against 133']);
    expect((await chooseEngine([graphics.loader, core.loader], 2, open)).loader.name).toBe('graphics');
  });

  it('does not even start a last resort where anything else works, and takes it where nothing does', async () => {
    const resort = fake('resort', 1, { lastResort: true });
    const { loader, ranked } = await chooseEngine([fake('core', 30).loader, resort.loader], 1, open);
    expect(loader.name).toBe('core');
    expect(ranked).toEqual([loader, resort.loader]);
    expect(resort.seen.starts).toBe(0);
    expect((await chooseEngine([missing, resort.loader], 1, open)).loader.name).toBe('resort');
  });

  it('starts one that was asked for without measuring it', async () => {
    const core = fake('core', NaN);
    expect((await chooseEngine([core.loader], 1, () => Promise.reject(new Error('not to be opened')))).loader.name).toBe('core');
    expect(core.seen.wanted).toEqual([true]);
  });

  it('says why none can be used', async () => {
    await expect(chooseEngine([missing, { ...missing, name: 'other' }], 1, open)).rejects.toThrow('No engine can be used. missing: it is not installed; other: it is not installed.');
  });
});

it('finds engines by name, and names them all where one is unknown', () => {
  for (const engine of engines) expect(findEngine(engines, engine.name)).toBe(engine);
  expect(() => findEngine(engines, 'abacus')).toThrow(engines.map(({ name }) => name).join(', '));
});
