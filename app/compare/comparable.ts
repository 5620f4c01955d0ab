import type { Card } from '../../models/artifact/card';
import { atSize, inputSizes } from '../../models/artifact/input-size';
import { taskNamed, type TaskName } from '../../models/tasks';

/** A model at one size of its input. */
export interface ComparableInput {
  /** Side of the square input where the model says which it serves; undefined: its own, whatever its form. */
  readonly size: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly multiplyAdds: number;
  /** The task's headline figure as the card has it, on the data that the task's models were measured on; undefined where it was not. */
  readonly accuracy: number | undefined;
}

/** What the page knows of a model before it is on the device. */
export interface ComparableModel {
  readonly name: string;
  readonly title: string;
  readonly task: TaskName;
  /** The model that it was made of, ours or another's. */
  readonly parent: string | undefined;
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Answers below it are not compared. */
  readonly scoreThreshold: number;
  /** The smallest first. */
  readonly inputs: readonly ComparableInput[];
  /** Which of them the card names. */
  readonly usual: number;
}

/** The models of one task, by merit, and what their accuracy was measured on. */
export interface ComparableTask {
  readonly task: TaskName;
  /** 'AP, all 80 classes'; undefined where no model was measured. */
  readonly measure: string | undefined;
  readonly dataset: string | undefined;
  readonly models: readonly ComparableModel[];
}

/**
 * What there is to compare of each task that a device can run.
 * @param cards by merit
 * @param countMultiplyAdds of one picture of the card's input
 */
export function comparableTasks(cards: readonly Card[], countMultiplyAdds: (card: Card) => number): readonly ComparableTask[] {
  const onDevice = cards.filter(({ runsOn }) => runsOn !== 'server');
  return [...new Set(onDevice.map(({ task }) => task))].map((task) => {
    const ofTask = onDevice.filter((card) => card.task === task);
    const { headline } = taskNamed(task);
    const judged = ofTask.flatMap(({ metrics }) => metrics).find(({ name }) => name === headline);
    const accuracyOf = ({ metrics, input: { width } }: Card) =>
      metrics.find(({ name, scope, dataset, size = width }) => name === headline && scope === judged?.scope && dataset === judged.dataset && size === width)?.value;
    const inputOf = (card: Card, size: number | undefined): ComparableInput => ({ size, width: card.input.width, height: card.input.height, multiplyAdds: countMultiplyAdds(card), accuracy: accuracyOf(card) });
    const models = ofTask.map((card): ComparableModel => {
      const sizes = inputSizes(card);
      return {
        name: card.name, title: card.title, task, parent: card.parent?.name, sizeBytes: card.weights.sizeBytes, parameters: card.parameters,
        scoreThreshold: card.liveThreshold ?? card.scoreThreshold,
        inputs: sizes.length === 0 ? [inputOf(card, undefined)] : sizes.map((size) => inputOf(atSize(card, size), size)),
        usual: Math.max(0, sizes.indexOf(card.input.width)),
      };
    });
    return { task, measure: judged && `${judged.name}, ${judged.scope}`, dataset: judged?.dataset, models };
  });
}
