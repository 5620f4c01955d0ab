import { z } from 'zod';
import { InvalidInputError } from '../../errors';
import type { TaskName } from '../../tasks';
import { cardFields } from '../card';
import { classificationRecord } from './classification';
import { detectionRecord } from './detection';
import type { measurement } from './measurement';
import { poseRecord } from './pose';
import { segmentationRecord } from './segmentation';
import { styleRecord } from './style';

/**
 * `evaluation.json` beside a card: how well the model does, in the form that its task has for it, written by
 * `npm run evaluate -- --record` and by the recipes. The live page never loads it; the pages of the models are built from it.
 */

export const EVALUATION_FILE = 'evaluation.json';

/** What was measured at one size on one set of data. A task is a line here. */
const RECORDS = { detection: detectionRecord, instances: detectionRecord, segmentation: segmentationRecord, classification: classificationRecord, pose: poseRecord, style: styleRecord } satisfies Record<TaskName, z.ZodType<z.infer<typeof measurement>>>;

type Forms = { readonly [T in TaskName]: z.infer<(typeof RECORDS)[T]> };
export type EvaluationRecord<T extends TaskName = TaskName> = Forms[T];

export interface Evaluation<T extends TaskName = TaskName> {
  readonly format: 1;
  readonly model: string;
  /** SHA-256 of the weights that were measured. */
  readonly weights: string;
  /** By size, those of test sets last. */
  readonly records: readonly EvaluationRecord<T>[];
}

/**
 * Checks what `JSON.parse` gave of an evaluation.
 * @param task of the model that was evaluated, as its card says
 * @throws InvalidInputError
 */
export function parseEvaluation<T extends TaskName>(task: T, content: unknown): Evaluation<T> {
  const parsed = evaluationSchema(task).safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`This evaluation cannot be read.\n${z.prettifyError(parsed.error)}`);
}

function evaluationSchema<T extends TaskName>(task: T): z.ZodType<Evaluation<T>> {
  const records: { readonly [K in TaskName]: z.ZodType<Forms[K]> } = RECORDS;
  return z.strictObject({ format: z.literal(1), model: z.string(), weights: cardFields.shape.weights.shape.sha256, records: z.array(records[task]).min(1) });
}
