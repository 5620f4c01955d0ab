import type { CategoryGroup } from './group-by-category';
import { IGNORED, matchDetections, type ImageMatches } from './matching';
import { precisionAtRecalls } from './precision-recall';
import type { Protocol } from './protocol';
import { rankDetections, type Ranking } from './ranking';

/** Precision and recall for every setting; -1 where a category has no object to be found. */
export interface Accumulated {
  /** [thresholds, recalls, categories, areas, maxDetections] */
  readonly precision: Float64Array;
  /** [thresholds, categories, areas, maxDetections] the recall that all detections together reach. */
  readonly recall: Float64Array;
  /** [categories] objects to be found, of any area. */
  readonly objects: Int32Array;
}

/** Matches every image and turns the outcomes into precision and recall, one category at a time so that memory stays small. */
export function accumulate(groups: readonly CategoryGroup[], protocol: Protocol): Accumulated {
  const { thresholds, recalls, areas, maxDetections } = protocol;
  const settings = groups.length * areas.length * maxDetections.length;
  const precision = new Float64Array(thresholds.length * recalls.length * settings).fill(-1);
  const recall = new Float64Array(thresholds.length * settings).fill(-1);
  const objects = new Int32Array(groups.length);

  for (const [g, { images }] of groups.entries()) {
    const ranking = rankDetections(images);
    const similarities = images.map(({ detections, objects, image }) => protocol.similarity(detections, objects, image));
    for (const [a, area] of areas.entries()) {
      const matches = images.map((image, index) =>
        matchDetections(image, similarities[index] ?? new Float64Array(), area, protocol),
      );
      const positives = countPositives(matches);
      if (area.name === 'all') objects[g] = positives;
      if (positives === 0) continue;
      for (const [m, limit] of maxDetections.entries()) {
        const setting = (g * areas.length + a) * maxDetections.length + m;
        for (let t = 0; t < thresholds.length; t++) {
          const isTrue = trueAndFalse(ranking, matches, t, thresholds.length, limit);
          const sampled = precisionAtRecalls(isTrue, positives, recalls);
          for (let r = 0; r < recalls.length; r++) precision[(t * recalls.length + r) * settings + setting] = sampled[r] ?? 0;
          recall[t * settings + setting] = isTrue.reduce((sum, value) => sum + value, 0) / positives;
        }
      }
    }
  }
  return { precision, recall, objects };
}

export function countPositives(matches: readonly ImageMatches[]): number {
  return matches.reduce((sum, { ignored }) => sum + ignored.reduce((free, value) => free + 1 - value, 0), 0);
}

/** The detections that count at threshold number `t`, best first: 1 for a true, 0 for a false positive. */
export function trueAndFalse(
  { image, rank }: Ranking,
  matches: readonly ImageMatches[],
  t: number,
  thresholdCount: number,
  maxDetections: number,
): Uint8Array {
  const isTrue = new Uint8Array(image.length);
  let count = 0;
  for (let index = 0; index < image.length; index++) {
    const position = rank[index] ?? 0;
    const verdicts = matches[image[index] ?? 0]?.verdicts;
    if (position >= maxDetections || !verdicts) continue;
    const verdict = verdicts[(t * verdicts.length) / thresholdCount + position] ?? IGNORED;
    if (verdict !== IGNORED) isTrue[count++] = verdict;
  }
  return isTrue.subarray(0, count);
}
