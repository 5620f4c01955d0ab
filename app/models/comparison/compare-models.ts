import type { Card } from '../../../models/artifact/card';
import { atSize, inputSizes } from '../../../models/artifact/input-size';
import { TASK_NAMES, taskNamed, type TaskName } from '../../../models/tasks';

/** What one model reaches at one size of its input, and for how much. */
export interface ComparedInput {
  readonly width: number;
  readonly height: number;
  readonly multiplyAdds: number;
  /** In the order of the comparison's columns; undefined where it was not measured. */
  readonly values: readonly (number | undefined)[];
}

export interface ComparedModel {
  readonly card: Card;
  /** The smallest first. */
  readonly inputs: readonly ComparedInput[];
}

/** Models of one task side by side on one data set. */
export interface Comparison {
  readonly task: TaskName;
  readonly dataset: string;
  /** The first is what a model is judged by. */
  readonly columns: readonly { readonly name: string; readonly scope: string }[];
  /** In the order given; the first is the one to start with. */
  readonly models: readonly ComparedModel[];
}

/** How many parts of the data fit beside one another on a phone. */
const MOST_SCOPES = 3;

/** What there is to compare for each task, in the order of the table: two models, or one at two sizes, at least. @see compareModels */
export function compareTasks(cards: readonly Card[], countMultiplyAdds: (card: Card) => number): readonly Comparison[] {
  return TASK_NAMES.flatMap((task) => {
    const comparison = compareModels(task, cards, countMultiplyAdds);
    return comparison !== undefined && comparison.models.flatMap(({ inputs }) => inputs).length > 1 ? [comparison] : [];
  });
}

/**
 * Puts the models of a task side by side that were measured on the data of the task's headline figure, as the first of them was: every
 * figure of the first part of the data, and the first figure of the others.
 * @param cards of whatever task, the one to start with first
 * @param countMultiplyAdds of one picture of the card's input
 * @returns undefined where none of them was measured
 */
export function compareModels(task: TaskName, cards: readonly Card[], countMultiplyAdds: (card: Card) => number): Comparison | undefined {
  const measured = cards.filter((card) => card.task === task && card.metrics.length > 0);
  const figures = measured.flatMap(({ metrics }) => metrics);
  const first = figures.find(({ name }) => name === taskNamed(task).headline) ?? figures[0];
  if (first === undefined) return undefined;
  const { dataset } = first;
  const own = figures.filter((metric) => metric.dataset === dataset);
  const scopes = [...new Set(own.map(({ scope }) => scope))].slice(0, MOST_SCOPES);
  const columns = scopes.flatMap((scope) => {
    const names = [...new Set(own.filter((metric) => metric.scope === scope).map(({ name }) => name))];
    return names.slice(0, scope === first.scope ? names.length : 1).map((name) => ({ name, scope }));
  });

  const inputOf = (card: Card): ComparedInput => {
    const { width, height } = card.input;
    const ofCard = card.metrics.filter((metric) => metric.dataset === dataset && (metric.size ?? width) === width);
    const values = columns.map(({ name, scope }) => ofCard.find((metric) => metric.name === name && metric.scope === scope)?.value);
    return { width, height, multiplyAdds: countMultiplyAdds(card), values };
  };
  const models = measured.map((card) => {
    const sizes = inputSizes(card);
    const inputs = (sizes.length === 0 ? [card] : sizes.map((size) => atSize(card, size))).map(inputOf);
    return { card, inputs: inputs.filter(({ values }) => values.some((value) => value !== undefined)) };
  });
  return { task, dataset, columns, models: models.filter(({ inputs }) => inputs.length > 0) };
}

/** What a model reaches at the input that its card names. */
export const usualInput = ({ card: { input }, inputs }: ComparedModel): ComparedInput | undefined =>
  inputs.find(({ width, height }) => width === input.width && height === input.height) ?? inputs[0];
