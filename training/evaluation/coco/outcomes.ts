import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { countPositives } from './accumulate';
import { groupByCategory, type CategoryGroup, type Selection } from './group-by-category';
import { matchDetections, type ImageMatches } from './matching';
import { ALL_AREAS, BOX_PROTOCOL } from './protocol';
import { rankDetections, type Ranking } from './ranking';

export interface OutcomeOptions extends Selection {
  /** Overlap that makes a detection right. Default: 0.5. */
  readonly threshold?: number | undefined;
}

/** What became of every detection of a category at one overlap threshold, by COCO's matching. */
export interface CategoryOutcome {
  readonly group: CategoryGroup;
  /** One for each of the group's images. */
  readonly matches: readonly ImageMatches[];
  readonly ranking: Ranking;
  /** Objects to be found. */
  readonly count: number;
}

export function matchAll(
  groundTruth: CocoDataset,
  results: readonly CocoResult[],
  { threshold = 0.5, ...selection }: OutcomeOptions,
): readonly CategoryOutcome[] {
  const protocol = { ...BOX_PROTOCOL, thresholds: [threshold] };
  return groupByCategory(groundTruth, results, selection, Math.max(...BOX_PROTOCOL.maxDetections)).map((group) => {
    const matches = group.images.map((image) =>
      matchDetections(image, protocol.similarity(image.detections, image.objects), ALL_AREAS, protocol),
    );
    return { group, matches, ranking: rankDetections(group.images), count: countPositives(matches) };
  });
}
