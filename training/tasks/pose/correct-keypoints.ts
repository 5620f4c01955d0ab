import type { CocoAnnotation, CocoResult } from '../../../models/artifact/coco';

/** How often one keypoint was found, of the persons of whom it can be judged. */
export interface KeypointShare {
  readonly name: string;
  readonly persons: number;
  /** 0 to 1. */
  readonly share: number;
}

/** By the names of keypoints, [x, y, flag] each. */
type Named = ReadonlyMap<string, readonly number[]>;

/**
 * Percentage of correct keypoints: a keypoint is right that lies within `tolerance` of the torso, from the left shoulder to the
 * right hip, of its true place (Yang and Ramanan 2013). Of the keypoints that both name, persons whose torso is annotated.
 * @param foundNames of the results' keypoints
 * @param trueNames of the annotations' keypoints
 */
export function correctKeypoints(
  poses: readonly { readonly annotation: CocoAnnotation; readonly result: CocoResult }[],
  foundNames: readonly string[],
  trueNames: readonly string[],
  tolerance = 0.2,
): KeypointShare[] {
  const people = poses.flatMap(({ annotation, result }) => {
    const annotated = byName(annotation.keypoints ?? [], trueNames);
    const [shoulder, hip] = [labelled(annotated, 'left_shoulder'), labelled(annotated, 'right_hip')];
    return shoulder && hip ? [{ annotated, found: byName(result.keypoints ?? [], foundNames), torso: distance(shoulder, hip) }] : [];
  });
  return foundNames.filter((name) => trueNames.includes(name)).map((name) => {
    const judged = people.flatMap(({ annotated, found, torso }) => {
      const [place, truth] = [found.get(name), labelled(annotated, name)];
      return place && truth ? [distance(place, truth) <= tolerance * torso] : [];
    });
    return { name, persons: judged.length, share: judged.length === 0 ? 0 : judged.filter(Boolean).length / judged.length };
  });
}

const byName = (keypoints: readonly number[], names: readonly string[]): Named =>
  new Map(names.map((name, index) => [name, keypoints.slice(3 * index, 3 * index + 3)]));

function labelled(keypoints: Named, name: string): readonly number[] | undefined {
  const keypoint = keypoints.get(name);
  return keypoint?.[2] ? keypoint : undefined;
}

const distance = ([x1 = 0, y1 = 0]: readonly number[], [x2 = 0, y2 = 0]: readonly number[]): number => Math.hypot(x1 - x2, y1 - y2);
