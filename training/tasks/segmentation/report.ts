import { textTable } from '../../evaluation/text-table';
import type { SegmentedPicture } from './segment-pictures';

export interface ClassReport {
  readonly name: string;
  readonly images: number;
  /** Each 0 to 1; null where there is nothing of it. */
  readonly iou: number | null;
  readonly pictureIou: number | null;
  readonly boundaryIou: number | null;
}

export interface SegmentationReport {
  readonly images: number;
  readonly classes: readonly ClassReport[];
}

/** Intersection over union as PASCAL VOC has it: of the pixels of all pictures together. @param names of the categories, in the model's order */
export function reportSegmentation(names: readonly string[], seen: readonly SegmentedPicture[]): SegmentationReport {
  const classes = names.map((name, category): ClassReport => {
    const overlaps = seen.flatMap(({ overlaps: of }) => of[category] ?? []);
    const total = (key: keyof (typeof overlaps)[number]) => overlaps.reduce((sum, overlap) => sum + overlap[key], 0);
    const shown = seen.flatMap(({ overlaps: of, shows }) => (shows[category] === true ? of[category] ?? [] : []));
    return {
      name,
      images: shown.length,
      iou: share(total('intersection'), total('union')),
      pictureIou: share(shown.reduce((sum, { intersection, union }) => sum + intersection / union, 0), shown.length),
      boundaryIou: share(total('boundaryIntersection'), total('boundaryUnion')),
    };
  });
  return { images: seen.length, classes };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** A report as text for a terminal. */
export const formatSegmentation = ({ images, classes }: SegmentationReport): string => [
  `${images} pictures`,
  textTable([
    ['Class', 'pictures', 'IoU', 'mean of the pictures', 'boundary IoU'],
    ...classes.map(({ name, images: of, iou, pictureIou, boundaryIou }) => [name, String(of), ...[iou, pictureIou, boundaryIou].map((value) => value?.toFixed(3) ?? '-')]),
  ]),
].join('\n\n');
