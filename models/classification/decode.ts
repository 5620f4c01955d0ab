import type { Card } from '../artifact/card';
import type { Size } from '../geometry/box';
import type { ClassificationPrediction, PredictOptions } from '../runtime/prediction';

/** How many classes an answer names at the most. */
const MOST_CLASSES = 5;

/** Probabilities [classes] to the best classes of a picture. */
export function decodeClasses(
  probabilities: Float32Array,
  { width, height }: Size,
  card: Pick<Card, 'categories' | 'scoreThreshold'>,
  { scoreThreshold = card.scoreThreshold }: PredictOptions = {},
): ClassificationPrediction {
  const classes = card.categories
    .map(({ id, name }, index) => ({ categoryId: id, label: name, score: probabilities[index] ?? 0 }))
    .filter(({ score }) => score >= scoreThreshold)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_CLASSES);
  return { task: 'classification', width, height, classes };
}
