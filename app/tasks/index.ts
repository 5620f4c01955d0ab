import type { Prediction } from '../../models/prediction/prediction';
import type { TaskName } from '../../models/tasks';
import { classification } from './classification';
import { detection } from './detection';
import { instances } from './instances';
import { pose } from './pose';
import { segmentation } from './segmentation';
import type { PageTask } from './task';

/** What every task of models/tasks is for the page. */
const TASKS = {
  detection,
  instances,
  classification,
  pose,
  segmentation,
} satisfies { readonly [T in TaskName]: PageTask<Prediction & { readonly task: T }> };

export const pageTask = (name: TaskName): PageTask => TASKS[name];
