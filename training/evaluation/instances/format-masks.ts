import { figure, FIGURE_NAMES, sourcesTable } from '../format-report';
import { textTable } from '../text-table';
import type { MaskReport } from './mask-report';
import type { DetectionFigure } from '../coco/protocol';

/** The figures of masks as text for a terminal. */
export function formatMasks(report: MaskReport): string {
  const keys = Object.keys(FIGURE_NAMES) as DetectionFigure[];
  return [
    `Masks, on the ${report.images} images whose ${report.objects} objects all have one`,
    textTable([
      ['COCO', ...report.scopes.map(({ name }) => name)],
      ...keys.map((key) => [FIGURE_NAMES[key], ...report.scopes.map(({ summary }) => figure(summary[key]))]),
    ]),
    sourcesTable(report),
  ].filter((section) => section !== '').join('\n\n');
}
