import { describe, expect, it } from 'vitest';
import { compareModels, compareTasks, usualInput } from '../../../../app/models/comparison/compare-models';
import { cardSchema, type Card, type Metric } from '../../../../models/artifact/card';

const figure = (value: number, { name = 'AP', scope = 'all', dataset = 'COCO', size }: Partial<Metric> = {}): Metric =>
  ({ name, value, scope, dataset, command: 'npm run evaluate', ...(size !== undefined && { size }) });

const card = (name: string, metrics: readonly Metric[], { sizes, task = 'detection' }: { readonly sizes?: number[]; readonly task?: Card['task'] } = {}): Card => cardSchema.parse({
  format: 1, name, title: name, summary: '', task, role: 'product', network: { name: 'nano-det', options: {} },
  input: { width: 320, height: 320, mean: [0, 0, 0], std: [1, 1, 1], ...(sizes !== undefined && { sizes }) },
  categories: [{ id: 1, name: 'person' }], scoreThreshold: 0.5, weights: { file: 'w', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float16' },
  parameters: 1, multiplyAdds: 1, metrics, limits: ['none'], licence: 'x', attribution: [],
});

const area = ({ input: { width, height } }: Card) => width * height;

describe('compareModels', () => {
  it('has a line for each size that was measured, the smallest first, with its own work', () => {
    const comparison = compareModels('detection', [
      card('one', [figure(0.3, { size: 416 }), figure(0.2, { size: 320 }), figure(0.4, { size: 320, name: 'AP50' })], { sizes: [256, 320, 416] }),
      card('two', [figure(0.1)]),
    ], area);
    expect(comparison?.columns).toEqual([{ name: 'AP', scope: 'all' }, { name: 'AP50', scope: 'all' }]);
    expect(comparison?.models.map((model) => [model.card.name, model.inputs])).toEqual([
      ['one', [
        { width: 320, height: 320, multiplyAdds: 320 * 320, values: [0.2, 0.4] },
        { width: 416, height: 416, multiplyAdds: 416 * 416, values: [0.3, undefined] },
      ]],
      ['two', [{ width: 320, height: 320, multiplyAdds: 320 * 320, values: [0.1, undefined] }]],
    ]);
    expect(comparison?.models.map((model) => usualInput(model)?.width)).toEqual([320, 320]);
  });

  it('has every figure of the first part of the data and the first of two others', () => {
    const scopes = ['all', 'VOC', 'person', 'car'];
    const metrics = scopes.flatMap((scope) => [figure(0.5, { scope }), figure(0.6, { scope, name: 'AP50' })]);
    expect(compareModels('detection', [card('one', metrics)], area)?.columns).toEqual([
      { name: 'AP', scope: 'all' }, { name: 'AP50', scope: 'all' }, { name: 'AP', scope: 'VOC' }, { name: 'AP', scope: 'person' },
    ]);
  });

  it('compares on one data set only, and only models of the task that were measured', () => {
    const comparison = compareModels('detection', [
      card('unmeasured', []),
      card('classifier', [figure(0.9)], { task: 'classification' }),
      card('one', [figure(0.3), figure(0.7, { dataset: 'other' })]),
      card('elsewhere', [figure(0.8, { dataset: 'other' })]),
    ], area);
    expect(comparison?.dataset).toBe('COCO');
    expect(comparison?.models.map((model) => [model.card.name, model.inputs.map(({ values }) => values)])).toEqual([['one', [[0.3]]]]);
    expect(compareModels('detection', [card('unmeasured', [])], area)).toBeUndefined();
  });

  it('judges by the headline figure of the task, on the data that it was measured on', () => {
    const comparison = compareModels('instances', [card('masks', [figure(0.3), figure(0.2, { name: 'mask AP', dataset: 'with masks' })], { task: 'instances' })], area);
    expect(comparison).toMatchObject({ dataset: 'with masks', columns: [{ name: 'mask AP', scope: 'all' }] });
  });

  it('has a comparison for each task with two measured models, or with one at two sizes, and for no other', () => {
    const comparisons = compareTasks([
      card('names', [figure(0.7, { name: 'top-1' })], { task: 'classification' }),
      card('masks', [figure(0.6)], { task: 'instances' }),
      card('boxes', [figure(0.3, { size: 320 }), figure(0.4, { size: 416 })], { sizes: [320, 416] }),
      card('more-names', [figure(0.8, { name: 'top-1' })], { task: 'classification' }),
    ], area);
    expect(comparisons.map(({ task, columns, models }) => [task, columns[0]?.name, models.map(({ card: { name } }) => name)])).toEqual([
      ['detection', 'AP', ['boxes']],
      ['classification', 'top-1', ['names', 'more-names']],
    ]);
  });
});
