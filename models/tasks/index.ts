import type { Agreement } from '../agreement/agreement';
import { classification } from './classification';
import { detection } from './detection';
import { instances } from './instances';
import { pose } from './pose';
import { segmentation } from './segmentation';
import { style } from './style';
import type { Owned, Task } from './task';

/** Every task there is, by the name that cards use, in the order in which they are shown. */
const TASKS = { detection, instances, classification, pose, segmentation, style };

export type TaskName = keyof typeof TASKS;

/** What a model answers for one frame: small numbers, texts and arrays of bytes, which structured clone and socket.io carry. */
export type Prediction = ReturnType<(typeof TASKS)[TaskName]['decode']>;

// Object.keys knows no more than that keys are texts.
export const TASK_NAMES = Object.keys(TASKS) as [TaskName, ...TaskName[]];

export const taskNamed = (name: TaskName): Task<Prediction> => TASKS[name];

/** What of a prediction is handed over where it goes to another thread. */
export const transferablesOf = (prediction: Prediction): readonly Owned[] => taskNamed(prediction.task).transferables?.(prediction) ?? [];

/** How far an answer agrees with the reference's to the same picture; undefined where their task does not say, or they are of two tasks. */
export const agreementOf = (reference: Prediction, other: Prediction): Agreement | undefined =>
  (reference.task === other.task ? taskNamed(reference.task).agreement?.(reference, other) : undefined);

/** What is sent over a wire, which `schema` reads. */
export const wireOf = (prediction: Prediction): object => taskNamed(prediction.task).toWire?.(prediction) ?? prediction;
