import type { Box } from '../../../models/geometry/box';
import type { Person } from '../../../models/tasks/pose';

/** COCO's joints of somebody who stands upright, 0 to 1 of the box. */
const STANDING = [
  [0.5, 0.08], [0.53, 0.06], [0.47, 0.06], [0.58, 0.07], [0.42, 0.07], [0.7, 0.2], [0.3, 0.2], [0.8, 0.35], [0.2, 0.35],
  [0.85, 0.5], [0.15, 0.5], [0.62, 0.52], [0.38, 0.52], [0.62, 0.73], [0.38, 0.73], [0.62, 0.94], [0.38, 0.94],
] as const;

export const LEGS = [11, 12, 13, 14, 15, 16];

/** Somebody who stands in a box. @param unsure joints that are not seen */
export function standing(box: Box, score = 0.8, unsure: readonly number[] = []): Person {
  const keypoints = STANDING.map(([x, y], index) => ({ x: box.x + x * box.width, y: box.y + y * box.height, score: unsure.includes(index) ? 0.03 : score }));
  return { categoryId: 1, label: 'person', score: keypoints.reduce((sum, point) => sum + point.score, 0) / keypoints.length, box, keypoints };
}
