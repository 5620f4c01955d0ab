import { describe, expect, it } from 'vitest';
import { averageModels } from '../../../training/export/average-models';
import { tinyCard } from '../../models/artifact/tiny-card';

const training = (seed: number) => ({
  recipe: 'r', command: `npm run train -- r --seed ${seed}`, data: [{ name: 'objects', images: 5, licence: 'free' }], seed, engine: 'an abacus', commit: 'abc', steps: 10 * seed, images: 100 * seed, hours: seed,
});
const parent = { name: 'start', source: 'here', licence: 'Apache-2.0', what: 'All of it.' };
const model = (value: number, changes: Parameters<typeof tinyCard>[0]) => ({
  card: tinyCard({ parent, ...changes }), values: new Map([['head/bias', { shape: [1], values: Float32Array.of(value) }]]),
});
const figure = { name: 'AP', value: 0.7, scope: 'all', dataset: 'VOC', command: 'another' };
const first = model(1, { training: training(1), metrics: [figure] });

describe('averageModels', () => {
  it('has the first card, the trainings together, and no figures of before', () => {
    const { card, values } = averageModels([{ model: first, share: 3 }, { model: model(5, { training: training(2) }), share: 1 }], 'npm run average -- a=3 b=1');
    expect([...(values.get('head/bias')?.values ?? [])]).toEqual([2]);
    expect(card).toMatchObject({
      name: first.card.name, metrics: [],
      parent: { ...parent, what: `All of it. Then averaged: 75 % ${first.card.name}, seed 1; 25 % ${first.card.name}, seed 2.` },
      training: { seed: 1, command: 'npm run train -- r --seed 1\nnpm run train -- r --seed 2\nnpm run average -- a=3 b=1', steps: 30, images: 300, hours: 3 },
    });
    expect(card).not.toHaveProperty('weights');
  });

  it('takes what training began with too, but not first, and no other network', () => {
    const start = model(3, { name: 'start' });
    expect(averageModels([{ model: first, share: 1 }, { model: start, share: 1 }], '').card.training?.steps).toBe(10);
    expect(() => averageModels([{ model: start, share: 1 }, { model: first, share: 1 }], '')).toThrow("'start' was not trained here");
    const other = model(3, { name: 'other', categories: [{ id: 7, name: 'train' }] });
    expect(() => averageModels([{ model: first, share: 1 }, { model: other, share: 1 }], '')).toThrow("'other' differs from");
  });
});
