import { z } from 'zod';
import { TASK_NAMES, taskNamed, type Prediction } from '../tasks';

/** A prediction that comes over a wire, of whatever task. */
export const predictionSchema: z.ZodType<Prediction> = z.union(TASK_NAMES.map((name) => taskNamed(name).schema));
