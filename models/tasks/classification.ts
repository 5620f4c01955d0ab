import { z } from 'zod';
import { classesAgreement } from '../agreement/classes-agreement';
import { numbersOf, type Task } from './task';
import { answerFields, sizeFields } from './wire-fields';

export interface ClassScore {
  readonly categoryId: number;
  readonly label: string;
  /** Probability, 0 to 1. */
  readonly score: number;
}

/** What the whole picture shows, best first. */
export interface ClassificationPrediction {
  readonly task: 'classification';
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ClassScore[];
}

/** How many classes an answer names at the most. */
const MOST_CLASSES = 5;

const PROBABILITIES = 'probabilities';

/** One answer for the whole picture. Networks give `probabilities` [n, classes]. */
export const classification: Task<ClassificationPrediction> = {
  outputs: [PROBABILITIES],

  decode(outputs, { source: { width, height } }, card, { scoreThreshold = card.scoreThreshold } = {}) {
    const probabilities = numbersOf(outputs, PROBABILITIES);
    const classes = card.categories
      .map(({ id, name }, index) => ({ categoryId: id, label: name, score: probabilities[index] ?? 0 }))
      .filter(({ score }) => score >= scoreThreshold)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_CLASSES);
    return { task: 'classification', width, height, classes };
  },

  schema: z.strictObject({ task: z.literal('classification'), ...sizeFields, classes: z.array(z.strictObject(answerFields)) }),

  /** A class that the whole picture shows has the whole picture as its box. */
  toCoco: ({ classes, width, height }) => classes.map(({ categoryId, score }) => ({ category_id: categoryId, bbox: [0, 0, width, height], score })),

  agreement: classesAgreement,

  lowestScore: 0.01,
  headline: 'top-1',

  exported: { outputs: [{ name: PROBABILITIES, of: PROBABILITIES, meaning: 'The probability of each category.' }] },
};
