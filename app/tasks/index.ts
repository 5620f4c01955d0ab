import type { Prediction } from '../../models/prediction/prediction';
import type { TaskName } from '../../models/tasks';
import { classification } from './classification';
import { detection } from './detection';
import { instances } from './instances';
import { pose } from './pose';
import { segmentation } from './segmentation';
import type { PageTask } from './task';

/** What every task of models/tasks is for the page; undefined where it is no mode of the camera, see MODES. */
const TASKS = {
  detection,
  instances,
  classification,
  pose,
  segmentation,
} satisfies { readonly [T in TaskName]: PageTask<Prediction & { readonly task: T }> | undefined };

/** @throws RangeError for a task without a mode, whose models nobody is offered */
export function pageTask(name: TaskName): PageTask {
  const task: PageTask | undefined = TASKS[name];
  if (task === undefined) throw new RangeError(`The live page has no mode for the task '${name}'.`);
  return task;
}
