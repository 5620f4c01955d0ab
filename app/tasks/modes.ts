import type { TaskName } from '../../models/tasks';

/** The mode of the live page that a task is, a verb. Apart from the rest of the table, for pages that only name modes. */
export const MODES = {
  detection: 'Detect',
  instances: 'Segment',
  classification: 'Classify',
  pose: 'Pose',
  segmentation: 'Background',
  style: 'Style',
} satisfies { readonly [T in TaskName]: string };
