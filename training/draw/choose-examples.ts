import type { Detection, DetectionPrediction } from '../../models/prediction/prediction';
import { oneNameEach } from '../../models/tracking/one-name';

/** A frame, and what a detector says of it. */
export interface Look {
  readonly clip: string;
  /** A JPEG. */
  readonly picture: Uint8Array;
  readonly prediction: DetectionPrediction;
  /** Names of what is in the clip. */
  readonly contents: readonly string[];
}

/** A look as the page would show it: what is certain enough, one name each. */
export interface ShownLook extends Look {
  readonly right: readonly Detection[];
  readonly wrong: readonly Detection[];
}

/** The look in which most is right and nothing wrong, and one of another clip in which most is wrong; undefined where there is none. */
export function chooseExamples(looks: readonly Look[], threshold: number): { readonly hit: ShownLook | undefined; readonly miss: ShownLook | undefined } {
  const shown = looks.map((look): ShownLook => {
    const detections = oneNameEach(look.prediction.detections.filter(({ score }) => score >= threshold));
    const isThere = ({ label }: Detection) => look.contents.includes(label);
    return { ...look, right: detections.filter(isThere), wrong: detections.filter((detection) => !isThere(detection)) };
  });
  const miss = best(shown.filter(({ wrong }) => wrong.length > 0), ({ wrong }) => wrong);
  const hit = best(shown.filter(({ clip, right, wrong }) => clip !== miss?.clip && right.length > 0 && wrong.length === 0), ({ right }) => right);
  return { hit, miss };
}

/** By the sum of the scores: more that is more certain. */
function best(looks: readonly ShownLook[], of: (look: ShownLook) => readonly Detection[]): ShownLook | undefined {
  const certainty = (look: ShownLook) => of(look).reduce((sum, { score }) => sum + score, 0);
  return looks.toSorted((a, b) => certainty(b) - certainty(a))[0];
}
