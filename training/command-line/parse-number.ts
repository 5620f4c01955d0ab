import { InvalidArgumentError } from 'commander';

/** A whole number from 1, as commander's options take it. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!(Number.isInteger(count) && count > 0)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return count;
}

/** A number above 0, at most 1. */
export function parseShare(text: string): number {
  const share = parseScore(text);
  if (share === 0) throw new InvalidArgumentError('Expected a number above 0.');
  return share;
}

/** A number from 0 to 1. */
export function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !(score >= 0 && score <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return score;
}
