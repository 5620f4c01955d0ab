import { ERROR_KINDS, type ErrorKind, type ErrorShare } from './detection/errors';
import type { OperatingPoint } from './detection/f1';
import type { DetectionFigure } from './coco/protocol';
import type { EvaluationReport } from './report';
import { textTable } from './text-table';

/** The twelve figures as COCO's papers write them. */
export const FIGURE_NAMES: Readonly<Record<DetectionFigure, string>> = {
  ap: 'AP',
  ap50: 'AP50',
  ap75: 'AP75',
  apSmall: 'AP small',
  apMedium: 'AP medium',
  apLarge: 'AP large',
  ar1: 'AR 1',
  ar10: 'AR 10',
  ar100: 'AR 100',
  arSmall: 'AR small',
  arMedium: 'AR medium',
  arLarge: 'AR large',
};

const ERROR_NAMES: Readonly<Record<ErrorKind, string>> = {
  classification: 'wrong class',
  localisation: 'wrong place',
  both: 'wrong class and place',
  duplicate: 'found twice',
  background: 'nothing there',
  missed: 'missed',
};

/** A report as text for a terminal. */
export function formatReport(report: EvaluationReport): string {
  const sections = [
    `${report.images} images, ${report.objects} objects to find, ${report.detections} detections`,
    figuresTable(report),
    sourcesTable(report),
    errorsTable(report),
    bestLine(report),
    ...(report.precise === null ? [] : [`For the live page ${operatingPoint(report.precise)}`]),
    categoriesTable(report),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function figuresTable({ scopes }: EvaluationReport): string {
  const row = (name: string, value: (scope: EvaluationReport['scopes'][number]) => number) => [name, ...scopes.map((scope) => figure(value(scope)))];
  const keys = Object.keys(FIGURE_NAMES) as DetectionFigure[];
  return textTable([
    ['COCO', ...scopes.map(({ name }) => name)],
    ...keys.map((key) => row(FIGURE_NAMES[key], ({ summary }) => summary[key])),
    row('VOC 2007, 11 points', ({ voc }) => voc.elevenPoints),
    row('VOC 2010, area', ({ voc }) => voc.area),
  ]);
}

export function sourcesTable({ sources, scopes }: Pick<EvaluationReport, 'sources'> & { readonly scopes: readonly { readonly name: string }[] }): string {
  if (sources.length === 0) return '';
  return textTable([
    ['AP / AP50 by source', 'images', ...scopes.map(({ name }) => name)],
    ...sources.map((source) => [source.source, String(source.images), ...source.scopes.map(({ ap, ap50 }) => `${figure(ap)} / ${figure(ap50)}`)]),
  ]);
}

function errorsTable({ errors }: EvaluationReport): string {
  const row = (name: string, { count, delta }: ErrorShare) => [name, String(count), `+${Math.max(0, delta).toFixed(3)}`];
  return textTable([
    ['Where AP50 is lost', 'errors', 'gain if put right'],
    ...ERROR_KINDS.map((kind) => row(ERROR_NAMES[kind], errors.kinds[kind])),
    row('all wrong detections', errors.falsePositives),
    row('all objects not found', errors.falseNegatives),
  ]);
}

function bestLine({ best }: EvaluationReport): string {
  if (!best) return 'Nothing was found.';
  return `Best F1 ${figure(best.f1)} ${operatingPoint(best)}`;
}

const operatingPoint = ({ scoreThreshold, precision, recall }: OperatingPoint): string =>
  `at score ${scoreThreshold.toFixed(2)}: precision ${figure(precision)}, recall ${figure(recall)}`;

function categoriesTable({ perCategory }: EvaluationReport): string {
  return textTable([
    ['Class', 'objects', 'AP', 'AP50', 'VOC 2007', 'VOC 2010', 'best F1', 'at score'],
    ...perCategory
      .filter(({ count }) => count > 0)
      .map(({ name, count, ap, ap50, voc, best }) => [
        name,
        String(count),
        ...[ap, ap50, voc.elevenPoints, voc.area, best?.f1 ?? -1, best?.scoreThreshold ?? -1].map(figure),
      ]),
  ]);
}

/** Three digits; a dash where there is nothing to measure. */
export function figure(value: number): string {
  return value < 0 ? '-' : value.toFixed(3);
}
