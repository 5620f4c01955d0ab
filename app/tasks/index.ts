import type { Prediction } from '../../models/prediction/prediction';
import { TASK_NAMES, type TaskName } from '../../models/tasks';
import type { DecodingCard, PredictOptions } from '../../models/tasks/task';
import { classification } from './classification';
import { detection } from './detection';
import { instances } from './instances';
import { pose } from './pose';
import { segmentation } from './segmentation';
import { style } from './style';
import type { PageTask } from './task';

/** What every task of models/tasks is for the page. */
const TASKS = {
  detection,
  instances,
  classification,
  pose,
  segmentation,
  style,
} satisfies { readonly [T in TaskName]: PageTask<Prediction & { readonly task: T }> };

export const pageTask = (name: TaskName): PageTask => TASKS[name];

/** Takes what a person chose on an earlier visit, of whatever task: before anything is shown. */
export function loadChoices(): void {
  for (const name of TASK_NAMES) pageTask(name).choice?.load();
}

/** What a person asks of a model with every frame. */
export const optionsFor = (card: Pick<DecodingCard, 'categories'> & { readonly task: TaskName }): PredictOptions => pageTask(card.task).wishes?.optionsFor(card) ?? {};

/** Tells when a person asks for something else, of whatever task. @returns ends that */
export function onWishes(watcher: () => void): () => void {
  const ends = TASK_NAMES.map((name) => pageTask(name).wishes?.subscribe(watcher));
  return () => ends.forEach((end) => end?.());
}
