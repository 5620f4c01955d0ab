import { describe, expect, it } from 'vitest';
import { atSize, inputSizes } from '../../../models/artifact/input-size';
import { InvalidInputError } from '../../../models/errors';
import { tinyCard } from './tiny-card';

const { input } = tinyCard();
const card = tinyCard({ input: { ...input, sizes: [64, 16, 32] } });

describe('the input size of a model', () => {
  it('is one of those that its card names, its own among them, each once', () => {
    expect(inputSizes(card)).toEqual([16, 32, 64]);
    expect(inputSizes(tinyCard())).toEqual([32]);
    expect(inputSizes(tinyCard({ input: { ...input, height: 64 } }))).toEqual([]);
  });

  it('changes width and height and nothing else', () => {
    expect(atSize(card, 64)).toEqual({ ...card, input: { ...card.input, width: 64, height: 64 } });
    expect(atSize(card, undefined)).toBe(card);
  });

  it('is refused where the model does not serve it, naming those that it serves', () => {
    expect(() => atSize(card, 48)).toThrow(InvalidInputError);
    expect(() => atSize(card, 48)).toThrow("'tiny' was given an input of 48 pixels; it serves 16, 32, 64.");
    expect(() => atSize(tinyCard({ input: { ...input, height: 64 } }), 64)).toThrow('32 x 64 only');
  });
});
