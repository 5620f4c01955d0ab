import type { Card } from '../../models/artifact/card';

/** What a model is for, in a word or two. */
export const ROLES: Readonly<Record<Card['role'], string>> = {
  product: 'Made for the live page',
  initial: 'Where training starts',
};

/** The live page with this model chosen; undefined for one that the live page cannot show. */
export const tryIt = ({ name, task }: Pick<Card, 'name' | 'task'>): string | undefined =>
  task === 'detection' ? `/live?model=${encodeURIComponent(name)}` : undefined;
