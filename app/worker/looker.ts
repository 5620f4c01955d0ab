import type { Frame } from '../../models/frames/frame';
import { PoseLooker, type PersonFinder } from '../../models/pose/pose-looker';
import type { PredictOptions } from '../../models/prediction/prediction';
import type { Predictor, PredictorResult } from '../../models/predictor';
import { taskNamed } from '../../models/tasks';

/** What looks at whole frames, of a stream or by themselves; it closes neither frames nor models. */
export interface Looker {
  readonly model: string;
  /** What scores less is never worth telling. */
  readonly lowestScore: number;
  look(frame: Frame, options: PredictOptions): Promise<PredictorResult>;
  examine(frame: Frame, options: PredictOptions): Promise<PredictorResult>;
}

/** @param finder what finds things for a model that looks at one thing each */
export function lookerOf(predictor: Predictor, finder: PersonFinder | undefined): Looker {
  const { name: model, task } = predictor.card;
  const { lowestScore } = taskNamed(task);
  const predict = (frame: Frame, options: PredictOptions) => predictor.predict(frame, options);
  if (finder === undefined) return { model, lowestScore, look: predict, examine: predict };
  const poses = new PoseLooker(predictor, finder);
  return { model, lowestScore, look: (frame, options) => poses.look(frame, options), examine: (frame, options) => poses.examine(frame, options) };
}
