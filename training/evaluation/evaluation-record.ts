import type { Card } from '../../models/artifact/card';
import type { DetectionEvaluationRecord } from '../../models/artifact/evaluation/detection';
import { categoryFinder } from '../data/sources/category-names';
import { evaluateCommand, inDataFolder, rounded } from './evaluate-command';
import type { DetectionFigure } from './coco/protocol';
import type { ErrorShare } from './detection/errors';
import type { OperatingPoint } from './detection/f1';
import type { MaskReport } from './instances/mask-report';
import type { EvaluationReport, SourceFigures } from './report';

/** What a report does not say of itself. */
export interface Circumstances extends Pick<DetectionEvaluationRecord, 'engine' | 'commit' | 'seconds' | 'cpuSeconds'> {
  /** At the size that was measured. */
  readonly card: Pick<Card, 'name' | 'input'>;
  /** The COCO JSON. */
  readonly annotations: string;
  /** The pictures' folder. */
  readonly images: string;
  /** Examples of each class in the model's own training, by its name; undefined where nobody knows. */
  readonly trained: ReadonlyMap<string, number> | undefined;
  /** Of a model that cuts things out. */
  readonly masks?: MaskReport | undefined;
}

/** A report as it is kept beside the card. */
export function evaluationRecord(report: EvaluationReport, { card, annotations, images, trained, masks, ...measured }: Circumstances): DetectionEvaluationRecord {
  const { errors, best, precise } = report;
  const findTrained = trained && categoryFinder([...trained].map(([name, count]) => ({ name, count })));
  return {
    size: card.input.width,
    command: evaluateCommand(card, { annotations, images }),
    ...measured,
    seconds: rounded(measured.seconds, 1),
    cpuSeconds: rounded(measured.cpuSeconds, 1),
    annotations: inDataFolder(annotations),
    images: report.images,
    objects: report.objects,
    scopes: report.scopes.map(({ name, summary, voc }) => ({
      name,
      coco: cocoFigures(summary),
      voc: { elevenPoints: figure(voc.elevenPoints), area: figure(voc.area) },
    })),
    sources: sourceRecords(report),
    ...(masks && {
      masks: {
        images: masks.images,
        objects: masks.objects,
        scopes: masks.scopes.map(({ name, summary }) => ({ name, coco: cocoFigures(summary) })),
        sources: sourceRecords(masks),
      },
    }),
    errors: {
      classification: share(errors.kinds.classification),
      localisation: share(errors.kinds.localisation),
      both: share(errors.kinds.both),
      duplicate: share(errors.kinds.duplicate),
      background: share(errors.kinds.background),
      missed: share(errors.kinds.missed),
    },
    best: best && operatingPoint(best),
    precise: precise && operatingPoint(precise),
    classes: [...report.perCategory].sort((a, b) => a.id - b.id).map(({ name, count, ap, ap50 }) => ({
      name, ...(findTrained && { trained: findTrained(name)?.count ?? 0 }), objects: count, ap: figure(ap), ap50: figure(ap50),
    })),
  };
}

const cocoFigures = (summary: Readonly<Record<DetectionFigure, number>>) => ({
  ap: figure(summary.ap), ap50: figure(summary.ap50), ap75: figure(summary.ap75),
  apSmall: figure(summary.apSmall), apMedium: figure(summary.apMedium), apLarge: figure(summary.apLarge),
  ar1: figure(summary.ar1), ar10: figure(summary.ar10), ar100: figure(summary.ar100),
  arSmall: figure(summary.arSmall), arMedium: figure(summary.arMedium), arLarge: figure(summary.arLarge),
});

const sourceRecords = ({ sources, scopes: all }: { readonly sources: readonly SourceFigures[]; readonly scopes: readonly { readonly name: string }[] }) =>
  sources.map(({ scopes, ...source }) => ({
    ...source,
    scopes: scopes.map(({ ap, ap50 }, index) => ({ name: all[index]?.name ?? '', ap: figure(ap), ap50: figure(ap50) })),
  }));

const operatingPoint = ({ scoreThreshold, f1, precision, recall }: OperatingPoint): OperatingPoint =>
  ({ scoreThreshold, f1: rounded(f1), precision: rounded(precision), recall: rounded(recall) });

const share = ({ count, delta }: ErrorShare) => ({ count, gain: rounded(Math.max(0, delta)) });

/** Null where there was nothing to find. */
const figure = (value: number): number | null => (value < 0 ? null : rounded(value));
