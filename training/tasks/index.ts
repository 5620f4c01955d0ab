import type { EvaluationRecord } from '../../models/artifact/evaluation';
import type { Prediction, TaskName } from '../../models/tasks';
import { classification } from './classification/task';
import { detection } from './detection/task';
import { instances } from './instances/task';
import { pose } from './pose/task';
import { segmentation } from './segmentation/task';
import { style } from './style/task';
import type { TrainingTask } from './task';

const TASKS = { detection, instances, classification, segmentation, pose, style } satisfies { readonly [T in TaskName]: TrainingTask<Extract<Prediction, { readonly task: T }>, EvaluationRecord<T>> };

export const trainingTaskNamed = (name: TaskName): TrainingTask => TASKS[name];

/** An answer in lines for a terminal. */
export function describePrediction(prediction: Prediction): readonly string[] {
  const lines = trainingTaskNamed(prediction.task).describe(prediction);
  return lines.length > 0 ? lines : ['nothing'];
}
