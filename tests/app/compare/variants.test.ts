import { describe, expect, it } from 'vitest';
import { atInput, bySize, letterOf, nameOf, nextVariant, proposedVariants, usualVariant, type Variant } from '../../../app/compare/variants';
import { model } from './a-model';

const told = (variants: readonly Variant[]) => variants.map(({ model: { name }, input: { size } }) => `${name}@${size ?? ''}`);

describe('what is proposed', () => {
  it('is a model with its own smaller forms, at its own input, the largest first, and itself at the next smaller one', () => {
    const models = [model('full', { sizes: [256, 320, 416] }), model('other'), model('tenth', { parent: 'full', sizeBytes: 5e5, sizes: [256, 320] }), model('half', { parent: 'full', sizeBytes: 2.5e6 })];
    expect(told(proposedVariants(models))).toEqual(['full@320', 'half@320', 'tenth@320', 'full@256']);
    expect(told(proposedVariants(models, models[1]))).toEqual(['other@320', 'full@320', 'tenth@320']);
  });

  it('is else the model at the sizes nearest to its own, the largest first, or with the other models', () => {
    expect(told(proposedVariants([model('one', { sizes: [256, 320, 416, 512] }), model('two')]))).toEqual(['one@416', 'one@320', 'one@256']);
    expect(told(proposedVariants([model('one'), model('two'), model('three')]))).toEqual(['one@320', 'two@320', 'three@320']);
    expect(told(proposedVariants([model('alone')]))).toEqual(['alone@320']);
    expect(proposedVariants([])).toEqual([]);
  });

  it('goes on with what is not there yet, and ends', () => {
    const models = [model('one', { sizes: [256, 320] }), model('child', { parent: 'one' })];
    let variants: readonly Variant[] = [usualVariant(models[0] ?? model('none'))];
    const seen: string[] = [];
    for (let next = nextVariant(models, variants); next !== undefined; next = nextVariant(models, variants)) {
      variants = [...variants, next];
      seen.push(...told([next]));
    }
    expect(seen).toEqual(['child@320', 'one@256']);
  });
});

describe('a variant', () => {
  it('is named with its size, and its engine where one was chosen', () => {
    const variant = usualVariant(model('one'));
    expect(nameOf(variant)).toBe('Model one at 320 pixels');
    expect(nameOf({ ...variant, engine: 'webgl' })).toBe('Model one at 320 pixels on WebGL');
    expect([0, 1, 3].map(letterOf)).toEqual(['A', 'B', 'D']);
  });

  it('sees as much as another where its model serves that', () => {
    const [small, large] = [model('small', { sizes: [256, 320] }), model('large', { sizes: [256, 416] })];
    expect(atInput(small, { size: 256, width: 256, height: 256, multiplyAdds: 1, accuracy: undefined }).input.size).toBe(256);
    expect(atInput(small, large.inputs[1] ?? usualVariant(large).input).input.size).toBe(320);
  });

  it('comes on the slider by its bytes, then by its work', () => {
    const [big, small] = [model('big', { sizes: [256, 320] }), model('small', { sizeBytes: 1e6 })];
    const [little, much] = [0, 1].map((index) => ({ ...usualVariant(big), input: big.inputs[index] ?? usualVariant(big).input }));
    if (little === undefined || much === undefined) throw new Error('Two were made.');
    expect(bySize([usualVariant(small), little, much])).toEqual([2, 1, 0]);
  });
});
