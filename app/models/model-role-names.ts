import type { Card } from '../../models/artifact/card';

/** What a model is for, in a word or two. */
export const ROLES: Readonly<Record<Card['role'], string>> = {
  product: 'Made for the live page',
  initial: 'Where training starts',
};
