import { describe, expect, it } from 'vitest';
import { catalogueOf, parseCatalogue } from '../../../models/artifact/catalogue';
import { FoveaError } from '../../../models/errors';
import { tinyCard } from './tiny-card';

describe('catalogueOf', () => {
  it('lists products before what training starts from, each by name, and passes its own check', () => {
    const catalogue = catalogueOf([tinyCard({ name: 'b', role: 'initial' }), tinyCard({ name: 'z' }), tinyCard({ name: 'a', role: 'initial' }), tinyCard({ name: 'c' })]);
    expect(catalogue.models.map(({ name }) => name)).toEqual(['c', 'z', 'a', 'b']);
    expect(parseCatalogue(JSON.parse(JSON.stringify(catalogue)))).toEqual(catalogue);
  });

  it('lists a model for the server alone after those that a device can run, and says that it is one', () => {
    const metrics = [{ name: 'AP', value: 0.9, scope: 'all', dataset: 'some', command: '' }];
    const catalogue = catalogueOf([tinyCard({ name: 'heavy', metrics, runsOn: 'server' }), tinyCard({ name: 'light' }), tinyCard({ name: 'start', role: 'initial' })]);
    expect(catalogue.models.map(({ name, runsOn }) => [name, runsOn])).toEqual([['light', undefined], ['heavy', 'server'], ['start', undefined]]);
    expect(parseCatalogue(JSON.parse(JSON.stringify(catalogue)))).toEqual(catalogue);
    expect(() => parseCatalogue({ ...catalogue, models: [{ ...catalogue.models[0], runsOn: 'moon' }] })).toThrow(/runsOn/);
  });

  it('lists a compressed model after all full ones of its task, however accurate it is, and says whose variant it is', () => {
    const small = tinyCard({
      name: 'small', metrics: [{ name: 'top-1', value: 0.9, scope: 'all', dataset: 'some', command: '' }],
      parent: { name: 'z', source: '', licence: '', what: '' }, compression: { steps: ['whole numbers'], command: '' },
    });
    const catalogue = catalogueOf([small, tinyCard({ name: 'z', parent: { name: 'start', source: '', licence: '', what: '' } }), tinyCard({ name: 'start', role: 'initial' })]);
    expect(catalogue.models.map(({ name, variantOf }) => [name, variantOf])).toEqual([['z', undefined], ['small', 'z'], ['start', undefined]]);
    expect(parseCatalogue(JSON.parse(JSON.stringify(catalogue)))).toEqual(catalogue);
  });

  it('names what is wrong with a catalogue', () => {
    expect(() => parseCatalogue({ format: 1, models: [{}] })).toThrow(/models\[0\]\.name/);
    expect(() => parseCatalogue({ format: 2, models: [] })).toThrow(FoveaError);
  });
});
