import { areaOf } from '../geometry/box';
import type { Person } from '../tasks/pose';
import { COCO_SIGMAS } from './coco-keypoints';

/** From this score on a joint counts as seen: below it networks guess where it might be. */
export const SURE_JOINT = 0.2;
/** Two poses with fewer joints in common cannot be compared. */
const LEAST_COMMON = 3;

/** What of a person is compared. */
export type Body = Pick<Person, 'box' | 'keypoints'>;

/**
 * Object keypoint similarity of two poses (https://cocodataset.org/#keypoints-eval), 0 to 1: the mean of exp(-d² / (2 area (2 sigma)²))
 * over the joints that are sure in both; the area is the mean of both boxes'. 0 where too few joints can be compared.
 */
export function poseSimilarity(a: Body, b: Body): number {
  const area = (areaOf(a.box) + areaOf(b.box)) / 2;
  const similarities = a.keypoints.flatMap((joint, index) => {
    const [other, sigma] = [b.keypoints[index], COCO_SIGMAS[index]];
    if (other === undefined || sigma === undefined || joint.score < SURE_JOINT || other.score < SURE_JOINT) return [];
    return [Math.exp(-((joint.x - other.x) ** 2 + (joint.y - other.y) ** 2) / (2 * area * (2 * sigma) ** 2))];
  });
  return area > 0 && similarities.length >= LEAST_COMMON ? similarities.reduce((sum, one) => sum + one, 0) / similarities.length : 0;
}
