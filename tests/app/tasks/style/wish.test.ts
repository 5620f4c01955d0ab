import { afterEach, describe, expect, it, vi } from 'vitest';
import { creditLine, creditOf, paintingOf } from '../../../../app/tasks/style/paintings';
import { onOtherStyles, optionsFor, stylesWanted, wish } from '../../../../app/tasks/style/wish';

const card = { categories: ['Plain', 'The Scream, Edvard Munch', 'Udnie'].map((name, id) => ({ id, name })) };
afterEach(() => wish.set(wish.parse(null)));

describe('what a person wants to see', () => {
  it('is the first style, all over and at full strength, where nothing was chosen or it cannot be read', () => {
    for (const text of [null, '', '[', '{"strength":7,"split":"left","style":3}']) {
      expect(wish.parse(text)).toEqual({ blend: 0.5, strength: 1, keepsColours: false });
    }
    expect(wish.parse('{"style":"Udnie","strength":0.25,"split":0.5}')).toMatchObject({ style: 'Udnie', strength: 0.25, split: 0.5 });
  });

  it('is asked of a model as shares of its styles', () => {
    expect(optionsFor(card)).toEqual({ styles: [1, 0, 0] });
    wish.change({ style: 'Udnie', second: 'Plain', blend: 0.25 });
    expect(optionsFor(card)).toEqual({ styles: [0.25, 0, 0.75] });
    // Of one that the model does not have nothing is mixed in, and of the same neither.
    wish.change({ second: 'Guernica' });
    expect(optionsFor(card)).toEqual({ styles: [0, 0, 1] });
    expect(stylesWanted({ ...wish.get(), second: 'Udnie' }, card)).toEqual({ first: 2, second: undefined });
  });

  it('has a model asked anew where other styles are wanted, and not where only the drawing changes', () => {
    const watcher = vi.fn();
    const end = onOtherStyles(watcher);
    wish.change({ strength: 0.5, keepsColours: true, split: 0.25 });
    expect(watcher).not.toHaveBeenCalled();
    wish.change({ style: 'Udnie' });
    wish.change({ blend: 0.75 });
    expect(watcher).toHaveBeenCalledTimes(2);
    end();
    wish.change({ style: 'Plain' });
    expect(watcher).toHaveBeenCalledTimes(2);
  });
});

it('knows whose painting a style is called after', () => {
  expect(creditOf('The Scream, Edvard Munch')).toBe('The Scream by Edvard Munch');
  expect(creditOf('the night cafe')).toBe('The Night Café by Vincent van Gogh');
  expect(creditLine('Udnie (Young American Girl, The Dance), Francis Picabia')).toBe('Udnie (Young American Girl, The Dance) by Francis Picabia, 1913');
  expect(paintingOf('Grandmother’s carpet')).toBeUndefined();
  expect(creditOf('Grandmother’s carpet')).toBe('Grandmother’s carpet');
});
