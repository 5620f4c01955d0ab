import { InvalidInputError } from '../errors';
import type { Card } from './card';

/** Sides of the square input that a model's weights serve, smallest first; one that is not square serves its own size alone. */
export function inputSizes({ input: { width, height, sizes = [] } }: Pick<Card, 'input'>): number[] {
  return [...new Set(width === height ? [width, ...sizes] : sizes)].sort((a, b) => a - b);
}

/**
 * The card with another input size; as it is without one.
 * @throws InvalidInputError that lists the sizes the model serves
 */
export function atSize<C extends Pick<Card, 'name' | 'input'>>(card: C, size: number | undefined): C {
  if (size === undefined) return card;
  const known = inputSizes(card);
  if (!known.includes(size)) {
    throw new InvalidInputError(`'${card.name}' was given an input of ${size} pixels; it serves ${known.join(', ') || `${card.input.width} x ${card.input.height} only`}.`);
  }
  const { longestSide, width } = card.input;
  return { ...card, input: { ...card.input, width: size, height: size, ...(longestSide !== undefined && { longestSide: Math.round((longestSide * size) / width) }) } };
}
