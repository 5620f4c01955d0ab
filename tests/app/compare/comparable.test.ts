import { describe, expect, it } from 'vitest';
import { comparableTasks } from '../../../app/compare/comparable';
import { cardSchema, type Card, type Metric } from '../../../models/artifact/card';

const figure = (value: number, { name = 'AP', scope = 'all', dataset = 'COCO', size }: Partial<Metric> = {}): Metric => ({ name, value, scope, dataset, command: '', ...(size !== undefined && { size }) });

const card = (name: string, more: Partial<Card> = {}, sizes?: number[]): Card => cardSchema.parse({
  format: 1, name, title: name, summary: '', task: 'detection', role: 'product', network: { name: 'nano-det', options: {} },
  input: { width: 320, height: 320, mean: [0, 0, 0], std: [1, 1, 1], ...(sizes !== undefined && { sizes }) },
  categories: [{ id: 1, name: 'person' }], scoreThreshold: 0.3, weights: { file: 'w', sizeBytes: 7, sha256: '0'.repeat(64), dtype: 'float16' },
  parameters: 3, multiplyAdds: 1, metrics: [], limits: ['none'], licence: 'x', attribution: [], ...more,
});

const area = ({ input: { width, height } }: Card) => width * height;

describe('what there is to compare', () => {
  it('is each model that a device runs, at each of its sizes, with its own work and its published accuracy there', () => {
    const parent = { name: 'full', source: '', licence: '', what: '' };
    const tasks = comparableTasks([
      card('full', { metrics: [figure(0.5, { scope: 'person', size: 256 }), figure(0.2, { size: 256 }), figure(0.3, { size: 320, name: 'AP50' })], liveThreshold: 0.6 }, [256, 320]),
      card('half', { metrics: [figure(0.4, { scope: 'person' }), figure(0.9, { dataset: 'VOC', scope: 'person' })], parent }),
      card('heavy', { runsOn: 'server' }),
    ], area);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ task: 'detection', measure: 'AP, person', dataset: 'COCO' });
    expect(tasks[0]?.models).toEqual([
      { name: 'full', title: 'full', task: 'detection', parent: undefined, sizeBytes: 7, parameters: 3, scoreThreshold: 0.6, usual: 1, inputs: [
        { size: 256, width: 256, height: 256, multiplyAdds: 256 * 256, accuracy: 0.5 },
        { size: 320, width: 320, height: 320, multiplyAdds: 320 * 320, accuracy: undefined },
      ] },
      { name: 'half', title: 'half', task: 'detection', parent: 'full', sizeBytes: 7, parameters: 3, scoreThreshold: 0.3, usual: 0, inputs: [{ size: 320, width: 320, height: 320, multiplyAdds: 320 * 320, accuracy: 0.4 }] },
    ]);
  });

  it('says nothing of accuracy where none was measured, and of a size where an input is not square', () => {
    const [task] = comparableTasks([card('tall', { input: { width: 192, height: 256, mean: [0, 0, 0], std: [1, 1, 1] } })], area);
    expect(task).toMatchObject({ measure: undefined, dataset: undefined });
    expect(task?.models[0]?.inputs).toEqual([{ size: undefined, width: 192, height: 256, multiplyAdds: 192 * 256, accuracy: undefined }]);
  });
});
