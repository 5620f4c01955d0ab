import { describe, expect, it } from 'vitest';
import type { NamedValues } from '../../../../models/layers/trainable-parameters';
import { Random } from '../../../../models/tensor/random';
import { type ClassLayers, fitClasses } from '../../../../training/tasks/classes/class-weights';

/** Two features, three classes and a column for all. */
const layers: ClassLayers = { has: (name) => name.startsWith('head/'), others: 1, bias: -5 };
const values: NamedValues = new Map([
  ['trunk/kernel', { shape: [1, 2], values: Float32Array.of(7, 8) }],
  ['head/kernel', { shape: [2, 4], values: Float32Array.of(11, 12, 13, 19, 21, 22, 23, 29) }],
  ['head/bias', { shape: [4], values: Float32Array.of(1, 2, 3, 9) }],
]);
const fit = (classes: readonly string[] | undefined, wanted: readonly string[]) => fitClasses({ values, classes }, wanted, layers, new Random(1));

describe('fitClasses', () => {
  it('takes what is known by name, begins the rest with its bias, and keeps what serves all', () => {
    const { values: fitted, knows } = fit(['cat', 'aeroplane', 'Traffic Light'], ['traffic_light', 'fedora', 'airplane', 'cat']);
    expect(knows).toEqual([true, false, true, true]);
    expect(fitted.get('head/bias')).toEqual({ shape: [5], values: Float32Array.of(3, -5, 2, 1, 9) });
    const kernel = fitted.get('head/kernel');
    expect(kernel?.shape).toEqual([2, 5]);
    const fedora = [1, 6].map((index) => kernel?.values[index] ?? NaN);
    expect([...kernel?.values ?? []].filter((_, index) => index % 5 !== 1)).toEqual([13, 12, 11, 19, 23, 22, 21, 29]);
    for (const weight of fedora) expect(Math.abs(weight)).toBeLessThan(0.05);
    expect(fedora[0]).not.toBe(fedora[1]);
    expect(fitted.get('trunk/kernel')).toBe(values.get('trunk/kernel'));
  });

  it('changes nothing where the classes are the same, or nobody knows them and they are as many', () => {
    expect(fit(['a', 'b', 'c'], ['a', 'b', 'c']).values).toEqual(values);
    expect(fit(undefined, ['x', 'y', 'z'])).toEqual({ values, knows: [true, true, true] });
  });

  it('refuses weights of other classes that do not say which', () => {
    expect(() => fit(undefined, ['x', 'y'])).toThrow('The weights to start from are of 3 classes and do not say which; training is of 2.');
  });

  it('leaves weights without classes alone', () => {
    const trunk: NamedValues = new Map([...values].filter(([name]) => name.startsWith('trunk')));
    expect(fitClasses({ values: trunk, classes: ['cat'] }, ['cat', 'fedora'], layers, new Random(1))).toEqual({ values: trunk, knows: [false, false] });
  });
});
