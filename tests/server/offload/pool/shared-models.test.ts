import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../../../models/artifact/load';
import { EngineError, NotFoundError } from '../../../../models/errors';
import type { FramePredictor } from '../../../../models/engine/engine';
import type { ServerEngine } from '../../../../server/offload/pool/engines';
import type { Opened } from '../../../../server/offload/pool/messages';
import { MOST_OPEN, NoRoomError, SharedModels } from '../../../../server/offload/pool/shared-models';
import { tinyCard } from '../../../models/artifact/tiny-card';

/** Sides that the models serve. */
const SIZES = Array.from({ length: 40 }, (_, index) => index + 1);

const load = (model: string): Promise<LoadedModel> => {
  if (model === 'missing') return Promise.reject(new NotFoundError('it is not there'));
  return Promise.resolve({ card: tinyCard({ name: model, input: { ...tinyCard().input, width: 32, height: 32, sizes: SIZES } }), values: new Map() });
};

/** Engines of which each runs some models, fails to open some, and fails to run others; what happens is written down. */
function house(runs: readonly (readonly ('runs' | 'opens' | 'fails')[])[], clock = { now: 0, openingTakes: 0 }) {
  const opened: Omit<Opened, 'type'>[] = [];
  const seen = { current: '', tries: 0, open: 0 };
  const engines = runs.map((abilities, index): ServerEngine => {
    const name = `engine-${index}`;
    return {
      name, uses: 'one core',
      start: () => {
        seen.current = name;
        return Promise.resolve({
          name, description: name, stop: () => undefined,
          open: ({ card }: LoadedModel): FramePredictor => {
            const ability = abilities[Number(card.name)] ?? 'fails';
            expect(seen.current).toBe(name);
            seen.tries++;
            clock.now += clock.openingTakes;
            if (ability === 'fails') throw new Error('an operation is missing');
            seen.open++;
            return {
              warmUp: () => (ability === 'runs' ? Promise.resolve() : Promise.reject(new Error('a kernel is missing'))),
              predictTogether: (looks) => {
                expect(seen.current).toBe(name);
                return Promise.resolve(looks.map(({ frame: { width, height } }) =>
                  ({ prediction: { task: 'classification', width, height, classes: [{ categoryId: index, label: name, score: card.input.width }] }, timings: { prepare: 0, forward: 0, read: 0, decode: 0 } })));
              },
              close: () => seen.open--,
            };
          },
        });
      },
    };
  });
  return { models: new SharedModels(engines, load, { onOpened: (model) => opened.push(model) }, () => clock.now), opened, seen };
}

const frame = { width: 1, height: 1, fitted: () => Promise.reject(new Error('not asked for')), close: () => undefined };

describe('SharedModels', () => {
  it('has each model on the first engine that runs it, that engine current, and the few that were used last open', async () => {
    const ability = fc.constantFrom('runs' as const, 'opens' as const, 'fails' as const);
    await fc.assert(fc.asyncProperty(
      fc.array(fc.array(ability, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), fc.constantFrom(16, 32)), { minLength: 1, maxLength: 20 }),
      async (runs, uses) => {
        const { models, opened, seen } = house(runs);
        let kept: string[] = [];
        const refused = new Set<string>();
        let openings = 0;
        for (const [model, size] of uses) {
          const first = runs.findIndex((abilities) => abilities[model] === 'runs');
          const used = models.use(String(model), size);
          if (first < 0) await expect(used).rejects.toThrow(EngineError);
          else expect(await (await used).predictTogether([{ frame }])).toMatchObject([{ prediction: { classes: [{ label: `engine-${first}`, score: size }] } }]);
          const kind = `${model} at ${size}`;
          if (!kept.includes(kind) && !refused.has(kind)) openings++;
          if (first < 0) refused.add(kind);
          else kept = [...kept.filter((other) => other !== kind), kind].slice(-MOST_OPEN);
        }
        expect(opened).toHaveLength(openings);
        for (const { model, engine, reasons } of opened) {
          const first = runs.findIndex((abilities) => abilities[Number(model)] === 'runs');
          expect(engine).toBe(first < 0 ? undefined : `engine-${first}`);
          expect(reasons).toHaveLength(first < 0 ? runs.length : first);
        }
        expect(seen.tries).toBe(opened.reduce((sum, { engine, reasons }) => sum + reasons.length + (engine === undefined ? 0 : 1), 0));
        // What did not run is closed, and what was used longest ago.
        expect(seen.open).toBe(kept.length);
      },
    ), { numRuns: 200 });
  });

  it('makes room again and again only for a part of the time, and has what is open all along', async () => {
    const clock = { now: 0, openingTakes: 1000 };
    const { models, seen } = house([['runs', 'runs', 'runs', 'runs']], clock);
    for (let size = 1; size <= MOST_OPEN + 1; size++) await models.use('0', size);
    expect(seen).toMatchObject({ tries: MOST_OPEN + 1, open: MOST_OPEN });
    await expect(models.use('1', 1)).rejects.toThrow(NoRoomError);
    await models.use('0', MOST_OPEN);
    clock.now += 2999;
    await expect(models.use('1', 1)).rejects.toThrow(NoRoomError);
    expect(seen).toMatchObject({ tries: MOST_OPEN + 1, open: MOST_OPEN });
    clock.now += 1;
    await models.use('1', 1);
    expect(seen).toMatchObject({ tries: MOST_OPEN + 2, open: MOST_OPEN });
  });

  it('tries a model again whose files could not be read, and says why none runs another', async () => {
    const { models, opened } = house([['opens'], ['fails']]);
    for (let tries = 0; tries < 2; tries++) await expect(models.use('missing', undefined)).rejects.toThrow(NotFoundError);
    expect(opened).toEqual([]);
    await expect(models.use('0', undefined)).rejects.toThrow("No engine runs '0'. engine-0: a kernel is missing; engine-1: an operation is missing");
  });
});
