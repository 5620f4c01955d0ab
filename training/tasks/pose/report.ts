import type { Card } from '../../../models/artifact/card';
import type { CocoDataset, CocoImage } from '../../../models/artifact/coco';
import { InvalidInputError } from '../../../models/errors';
import { evaluate } from '../../evaluation/coco/coco';
import { KEYPOINT_PROTOCOL } from '../../evaluation/keypoint-protocol';
import { correctKeypoints, type KeypointShare } from './correct-keypoints';
import type { EstimatedPoses } from './estimate-poses';

/** How well a way of looking finds joints. */
export interface WayReport {
  /** With the mirror image. */
  readonly flip: boolean;
  /** COCO's figures; undefined where the annotations are of other keypoints than the model's. */
  readonly oks: Readonly<Record<keyof typeof KEYPOINT_PROTOCOL.figures, number>> | undefined;
  /** PCK@0.2, 0 to 1: the mean of the keypoints' shares. */
  readonly pck: number;
  readonly keypoints: readonly KeypointShare[];
}

export interface PoseReport {
  readonly images: number;
  readonly persons: number;
  readonly ways: readonly WayReport[];
}

/** @param looks of the same model: once, and where that was measured with the mirror image */
export function reportPoses(dataset: CocoDataset, images: readonly CocoImage[], { name, keypoints }: Pick<Card, 'name' | 'keypoints'>, looks: readonly EstimatedPoses[]): PoseReport {
  if (keypoints === undefined) throw new InvalidInputError(`The card of '${name}' names no keypoints; expected a model for poses.`);
  const first = looks[0];
  const ways = looks.map(({ seen }, index): WayReport => {
    const results = seen.map(({ result }) => result);
    const names = dataset.categories.find(({ id }) => id === seen[0]?.annotation.category_id)?.keypoints ?? keypoints.names;
    const shares = correctKeypoints(seen, keypoints.names, names);
    const categories = [...new Set(results.map(({ category_id }) => category_id))];
    const alike = names.length === keypoints.names.length && names.every((one, place) => one === keypoints.names[place]);
    return {
      flip: index > 0,
      oks: alike ? evaluate(KEYPOINT_PROTOCOL, dataset, results, { images: images.map(({ id }) => id), categories }).summary : undefined,
      pck: shares.reduce((sum, { share }) => sum + share, 0) / shares.length,
      keypoints: shares,
    };
  });
  return { images: first?.images ?? 0, persons: first?.seen.length ?? 0, ways };
}
