import type { CocoAnnotation, CocoDataset, CocoImage, CocoImageId, CocoResult } from '../../../models/artifact/coco';
import { explainFalsePositive, type FalsePositiveKind } from './explain-false-positive';
import { FALSE_POSITIVE, TRUE_POSITIVE } from '../coco/matching';
import { matchAll } from '../coco/outcomes';
import type { Selection } from '../coco/group-by-category';

/** What a detector got right and wrong in one picture, by COCO's matching at an overlap of a half. */
export interface PictureErrors {
  readonly image: CocoImage;
  readonly found: readonly CocoAnnotation[];
  readonly missed: readonly CocoAnnotation[];
  readonly wrong: readonly { readonly result: CocoResult; readonly kind: FalsePositiveKind }[];
}

const OVERLAP = 0.5;
const BACKGROUND_OVERLAP = 0.1;

/**
 * The pictures in which something is to be found or was seen, worst first: by F1 with one more object found than there
 * was, so that one small thing missed weighs less than twenty.
 * @param results those that are shown: none below the threshold
 */
export function pictureErrors(groundTruth: CocoDataset, results: readonly CocoResult[], selection: Selection = {}): PictureErrors[] {
  const pictures = new Map<CocoImageId, { image: CocoImage; found: CocoAnnotation[]; missed: CocoAnnotation[]; wrong: CocoResult[] }>();
  for (const { group, matches } of matchAll(groundTruth, results, { ...selection, threshold: OVERLAP })) {
    for (const [index, { image, objects, detections }] of group.images.entries()) {
      const picture = pictures.get(image.id) ?? { image, found: [], missed: [], wrong: [] };
      pictures.set(image.id, picture);
      const { verdicts, targets, ignored } = matches[index] ?? { verdicts: [], targets: [], ignored: [] };
      const found = new Set([...targets].filter((_, rank) => verdicts[rank] === TRUE_POSITIVE));
      for (const [at, object] of objects.entries()) if (!ignored[at]) (found.has(at) ? picture.found : picture.missed).push(object);
      picture.wrong.push(...detections.filter((_, rank) => verdicts[rank] === FALSE_POSITIVE));
    }
  }
  return [...pictures.values()]
    .map(({ wrong, ...picture }) => ({
      ...picture,
      wrong: wrong.map((result) => ({ result, kind: explainFalsePositive(result, [...picture.found, ...picture.missed], OVERLAP, BACKGROUND_OVERLAP).kind })),
    }))
    .sort((a, b) => merit(a) - merit(b));
}

function merit({ found, missed, wrong }: PictureErrors): number {
  const right = 2 * (found.length + 1);
  return right / (right + missed.length + wrong.length);
}
