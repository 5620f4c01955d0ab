import { textTable } from '../../evaluation/text-table';
import type { ClassificationReport } from './report';

/** A report as text for a terminal. */
export function formatClassification({ images, top1, top5, meanClass, classes, confusions }: ClassificationReport, of: 'pictures' | 'crops'): string {
  return [
    `${images} ${of === 'crops' ? 'objects, each cut out' : 'pictures'}, of ${classes.length} classes`,
    textTable([['top-1', share(top1)], ['top-5', share(top5)], ["mean of the classes' top-1", share(meanClass)]]),
    ...(confusions.length === 0 ? [] : [textTable([
      ['Taken for another', 'as', 'times', 'of the class'],
      ...confusions.map(({ name, taken, count, share: part }) => [name, taken, String(count), `${Math.round(100 * part)} %`]),
    ])]),
    textTable([
      ['Class', of, 'top-1', 'top-5'],
      ...[...classes].sort((a, b) => b.top1 - a.top1).map((one) => [one.name, String(one.images), share(one.top1), share(one.top5)]),
    ]),
  ].join('\n\n');
}

const share = (value: number): string => value.toFixed(3);
