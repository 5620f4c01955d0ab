import type { PoseEvaluationRecord } from '../../../models/artifact/evaluation/pose';
import { evaluateCommand, inDataFolder, rounded } from '../../evaluation/evaluate-command';
import type { RecordCircumstances } from '../task';
import type { PoseReport, WayReport } from './report';

/** A report as it is kept beside the card. @param source what was looked at */
export function poseEvaluationRecord({ images, persons, ways }: PoseReport, source: { readonly annotations: string; readonly images: string }, { card, engine, commit, seconds, cpuSeconds }: RecordCircumstances): PoseEvaluationRecord {
  return {
    size: card.input.width,
    command: `${evaluateCommand(card, source)}${ways.some(({ flip }) => flip) ? ' --flip' : ''}`,
    engine,
    commit,
    seconds: rounded(seconds, 1),
    cpuSeconds: rounded(cpuSeconds, 1),
    annotations: inDataFolder(source.annotations),
    images,
    persons,
    ways: ways.map(({ flip, oks, pck, keypoints }) => ({
      flip, ...(oks && { oks: figures(oks) }), pck: rounded(pck), keypoints: keypoints.map((one) => ({ ...one, share: rounded(one.share) })),
    })),
  };
}

/** Null where there was nothing to find. */
const figure = (value: number): number | null => (value < 0 ? null : rounded(value));

const figures = ({ ap, ap50, ap75, apMedium, apLarge, ar, ar50, ar75, arMedium, arLarge }: NonNullable<WayReport['oks']>) => ({
  ap: figure(ap), ap50: figure(ap50), ap75: figure(ap75), apMedium: figure(apMedium), apLarge: figure(apLarge),
  ar: figure(ar), ar50: figure(ar50), ar75: figure(ar75), arMedium: figure(arMedium), arLarge: figure(arLarge),
});
