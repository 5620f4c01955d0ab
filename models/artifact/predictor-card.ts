import type { Card } from './card';

/** What of a card running a model needs; the rest is for people. */
export type PredictorCard = Pick<Card, 'name' | 'task' | 'network' | 'input' | 'categories' | 'scoreThreshold'>;
