import type { Card } from '../../../models/artifact/card';
import type { Answered } from './classify-pictures';

export interface ClassFigures {
  readonly name: string;
  readonly images: number;
  /** How often the right class is the first, or one of the first five; 0 to 1. */
  readonly top1: number;
  readonly top5: number;
}

export interface Confusion {
  /** What it is, and what it was taken for. */
  readonly name: string;
  readonly taken: string;
  readonly count: number;
  /** Of the pictures of the class. */
  readonly share: number;
}

export interface ClassificationReport extends Omit<ClassFigures, 'name'> {
  /** Mean of the classes' own top-1: every class counts alike, however rare. */
  readonly meanClass: number;
  /** Those that occur, in the order of the model's categories. */
  readonly classes: readonly ClassFigures[];
  /** The most frequent first; of equally many the one whose class comes first. */
  readonly confusions: readonly Confusion[];
}

const MOST_CONFUSIONS = 20;

/**
 * What a classifier is quoted by. The order is that of its answers, as people see them: of two classes with the same score the
 * one that the categories name first is before the other (NumPy's `argmax`, and `argsort` of the negative scores, stable).
 */
export function reportClassification(categories: Card['categories'], answered: readonly Answered[]): ClassificationReport {
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]));
  const classes = categories.flatMap(({ id, name }) => {
    const own = answered.filter(({ categoryId }) => categoryId === id);
    return own.length === 0 ? [] : [{ name, ...shares(own), confusions: confusionsOf(own, name, nameOf) }];
  });
  return {
    ...shares(answered),
    meanClass: classes.reduce((sum, { top1 }) => sum + top1, 0) / classes.length,
    classes: classes.map(({ name, images, top1, top5 }) => ({ name, images, top1, top5 })),
    confusions: classes.flatMap(({ confusions }) => confusions).sort((a, b) => b.count - a.count).slice(0, MOST_CONFUSIONS),
  };
}

function shares(answered: readonly Answered[]): Omit<ClassFigures, 'name'> {
  const within = (first: number) => answered.filter(({ categoryId, answers }) => answers.slice(0, first).includes(categoryId)).length / answered.length;
  return { images: answered.length, top1: within(1), top5: within(5) };
}

function confusionsOf(own: readonly Answered[], name: string, nameOf: ReadonlyMap<number, string>): Confusion[] {
  const counts = new Map<number, number>();
  for (const { categoryId, answers: [first] } of own) {
    if (first !== undefined && first !== categoryId) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...nameOf].flatMap(([id, taken]) => {
    const count = counts.get(id);
    return count === undefined ? [] : [{ name, taken, count, share: count / own.length }];
  });
}
