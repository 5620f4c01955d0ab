import { ERROR_KINDS, type ErrorKind, type ErrorShare } from './detection/errors';
import type { OperatingPoint } from './detection/f1';
import type { DetectionFigure } from './coco/protocol';
import type { EvaluationReport } from './report';

/** The twelve figures as COCO's papers write them. */
const FIGURE_NAMES: Readonly<Record<DetectionFigure, string>> = {
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
  return table([
    ['COCO', ...scopes.map(({ name }) => name)],
    ...keys.map((key) => row(FIGURE_NAMES[key], ({ summary }) => summary[key])),
    row('VOC 2007, 11 points', ({ voc }) => voc.elevenPoints),
    row('VOC 2010, area', ({ voc }) => voc.area),
  ]);
}

function sourcesTable({ sources, scopes }: EvaluationReport): string {
  if (sources.length === 0) return '';
  return table([
    ['AP / AP50 by source', 'images', ...scopes.map(({ name }) => name)],
    ...sources.map((source) => [source.source, String(source.images), ...source.scopes.map(({ ap, ap50 }) => `${figure(ap)} / ${figure(ap50)}`)]),
  ]);
}

function errorsTable({ errors }: EvaluationReport): string {
  const row = (name: string, { count, delta }: ErrorShare) => [name, String(count), `+${Math.max(0, delta).toFixed(3)}`];
  return table([
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
  return table([
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
function figure(value: number): string {
  return value < 0 ? '-' : value.toFixed(3);
}

/** Columns as wide as their longest cell, the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n');
}
