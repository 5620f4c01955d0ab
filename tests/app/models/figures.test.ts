import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, inputSize, metricTables, size } from '../../../app/models/figures';

const metric = fc.record({
  name: fc.constantFrom('AP', 'AP50', 'top-1'),
  value: fc.double({ min: 0, max: 1, noNaN: true }),
  scope: fc.constantFrom('all', 'person', 'car'),
  dataset: fc.constantFrom('COCO', 'VOC'),
  size: fc.constantFrom(undefined, 256, 320),
  command: fc.constantFrom('one', 'two'),
});
const once = fc.uniqueArray(metric, { selector: ({ name, scope, dataset, size: side, command }) => [name, scope, dataset, side, command].join() });

describe('tables of metrics', () => {
  it('hold every figure once, where its row and its column say', () => {
    fc.assert(fc.property(once, (metrics) => {
      const cells = metricTables(metrics).flatMap(({ dataset, scopes, rows }) => {
        const columns = scopes.flatMap(({ scope, names }) => names.map((name) => ({ scope, name })));
        return rows.flatMap(({ size: side, command, values }) => {
          expect(values).toHaveLength(columns.length);
          return values.map((value, index) => ({ ...columns[index], value, dataset, size: side, command }));
        });
      }).filter(({ value }) => value !== undefined);
      expect(cells).toHaveLength(metrics.length);
      expect(cells).toEqual(expect.arrayContaining(metrics));
    }));
  });

  it('keep the order of the card', () => {
    const figure = (name: string, scope: string, side: number) => ({ name, scope, size: side, value: 0.5, dataset: 'COCO', command: `at ${side}` });
    const [table] = metricTables([figure('AP50', 'person', 320), figure('AP', 'person', 320), figure('AP', 'all', 256)]);
    expect(table?.scopes).toEqual([{ scope: 'person', names: ['AP50', 'AP'] }, { scope: 'all', names: ['AP'] }]);
    expect(table?.rows.map(({ size: side, values }) => [side, values])).toEqual([[320, [0.5, 0.5, undefined]], [256, [undefined, undefined, 0.5]]]);
  });
});

describe('figures in words', () => {
  it('take the unit that is read most easily', () => {
    expect([inputSize({ width: 320, height: 240 }), inputSize({ width: 320, height: 320, sizes: [416, 256, 320] })]).toEqual(['320 × 240', '256 to 416']);
    expect([size(8_300_196), size(10_700_000_000)]).toEqual(['8.3 MB', '10.7 GB']);
    expect([duration(0.5876), duration(3.25)]).toEqual(['35 minutes', '3.3 hours']);
  });
});
