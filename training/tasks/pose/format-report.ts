import { textTable } from '../../evaluation/text-table';
import type { PoseReport } from './report';

/** A report as text for a terminal. */
export function formatPoses({ images, persons, ways }: PoseReport): string {
  return [`${persons} persons in ${images} pictures, in their true boxes`, ...ways.flatMap(({ flip, oks, pck, keypoints }) => [
    ...(flip ? ['With the mirror image'] : []),
    textTable([...(oks ? Object.entries(oks).map(([name, value]) => [`OKS ${name}`, value.toFixed(3)]) : []), ['PCK@0.2', pck.toFixed(3)]]),
    textTable([['Keypoint', 'persons', 'PCK@0.2'], ...keypoints.map(({ name, persons: of, share }) => [name, String(of), share.toFixed(3)])]),
  ])].join('\n\n');
}
