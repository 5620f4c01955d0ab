import type { CocoAnnotation, CocoDataset, CocoImageId, CocoResult } from '../../../models/artifact/coco';
import { explainFalsePositive, FALSE_POSITIVE_KINDS, type Explanation, type FalsePositiveKind } from './explain-false-positive';
import { FALSE_POSITIVE, IGNORED, TRUE_POSITIVE } from '../coco/matching';
import { matchAll, type CategoryOutcome, type OutcomeOptions } from '../coco/outcomes';
import { precisionAtRecalls } from '../coco/precision-recall';
import { COCO_RECALLS } from '../coco/protocol';

/** `missed`: an object that nobody found and that no error of class or place points at. */
export type ErrorKind = FalsePositiveKind | 'missed';

export const ERROR_KINDS: readonly ErrorKind[] = [...FALSE_POSITIVE_KINDS, 'missed'];

export interface ErrorShare {
  readonly count: number;
  /** What average precision would gain if all errors of this kind, in every category, were put right. */
  readonly delta: number;
}

export interface ErrorBreakdown {
  /** Average precision at the threshold; -1 without an object. */
  readonly ap: number;
  readonly kinds: Readonly<Record<ErrorKind, ErrorShare>>;
  /** All wrong detections together: put right by taking them away. */
  readonly falsePositives: ErrorShare;
  /** All objects not found together: put right by taking them away. */
  readonly falseNegatives: ErrorShare;
}

export interface ErrorAnalysis {
  /** Counts are sums; precision and gains are means over the categories that have an object. */
  readonly overall: ErrorBreakdown;
  /** Wrong detections count in the category they claim, objects in their own. */
  readonly perCategory: readonly (ErrorBreakdown & { readonly id: number; readonly name: string })[];
}

export interface ErrorOptions extends OutcomeOptions {
  /** Below this overlap a detection has nothing to do with an object. Default: 0.1. */
  readonly backgroundThreshold?: number | undefined;
}

/**
 * Where average precision is lost, after TIDE (Bolya et al. 2020, sections 2.2 and 2.3). A wrong class or place is put
 * right by moving the best such detection of each object not found onto it and dropping the rest, every other wrong
 * detection by dropping it, a missed object by no longer asking for it. Gains of different kinds do not add up.
 */
export function analyseErrors(
  groundTruth: CocoDataset,
  results: readonly CocoResult[],
  options: ErrorOptions = {},
): ErrorAnalysis {
  const { threshold = 0.5, backgroundThreshold = 0.1 } = options;
  const outcomes = matchAll(groundTruth, results, options);
  const objects = outcomes.map(countedObjects);
  const byImage = groupByImage(objects.flat());
  const found = new Set(outcomes.flatMap(foundObjects));
  const judged = outcomes.map((outcome) =>
    judgedDetections(outcome).map(({ result, isTrue }): Judged => ({
      result,
      isTrue,
      error: isTrue ? undefined : explainFalsePositive(result, byImage.get(result.image_id) ?? [], threshold, backgroundThreshold),
    })),
  );
  const pointedAt = new Set(judged.flat().map(({ error }) => error?.target));
  const unfound = objects.map((list) => list.filter((object) => !found.has(object)));
  const missed = unfound.map((list) => list.filter((object) => !pointedAt.has(object)));

  const categoryIds = outcomes.map(({ group }) => group.category.id);
  const repaired = new Map(FALSE_POSITIVE_KINDS.map((kind) => [kind, repair(judged, categoryIds, kind, found)]));
  const perCategory = outcomes.map(({ group: { category }, count }, index) => {
    const detections = judged[index] ?? [];
    const ap = averagePrecision(detections, count);
    const gain = (better: readonly Judged[], objectCount: number) =>
      // Where no object is left to ask for, nothing is gained.
      objectCount === 0 ? 0 : averagePrecision(better, objectCount) - ap;
    const gainWithout = (gone: readonly CocoAnnotation[] = []): ErrorShare => ({
      count: gone.length,
      delta: gain(detections, count - gone.length),
    });
    return {
      id: category.id,
      name: category.name,
      ap,
      kinds: recordOfKinds((kind) =>
        kind === 'missed'
          ? gainWithout(missed[index])
          : { count: detections.filter(({ error }) => error?.kind === kind).length, delta: gain(repaired.get(kind)?.[index] ?? [], count) },
      ),
      falsePositives: {
        count: detections.filter(({ isTrue }) => !isTrue).length,
        delta: gain(detections.filter(({ isTrue }) => isTrue), count),
      },
      falseNegatives: gainWithout(unfound[index]),
    };
  });
  return { overall: average(perCategory), perCategory };
}

/** A detection that counts. */
interface Judged {
  readonly result: CocoResult;
  readonly isTrue: boolean;
  readonly error: Explanation | undefined;
}

/** Errors of a kind dropped; of those with a target that nobody found the best becomes right, in the target's category. */
function repair(
  judged: readonly (readonly Judged[])[],
  categoryIds: readonly number[],
  kind: FalsePositiveKind,
  found: ReadonlySet<CocoAnnotation>,
): readonly (readonly Judged[])[] {
  const best = new Map<CocoAnnotation, CocoResult>();
  for (const { result, error } of judged.flat()) {
    if (error?.kind !== kind || !error.target || found.has(error.target)) continue;
    if (result.score > (best.get(error.target)?.score ?? -Infinity)) best.set(error.target, result);
  }
  return judged.map((detections, index) => [
    ...detections.filter(({ error }) => error?.kind !== kind),
    ...[...best].flatMap(([target, result]) =>
      target.category_id === categoryIds[index] ? [{ result, isTrue: true, error: undefined }] : [],
    ),
  ].sort((a, b) => b.result.score - a.result.score));
}

/** Best score first. */
function judgedDetections({ group, matches, ranking }: CategoryOutcome) {
  return [...ranking.image].flatMap((image, index) => {
    const rank = ranking.rank[index] ?? 0;
    const result = group.images[image]?.detections[rank];
    const verdict = matches[image]?.verdicts[rank] ?? IGNORED;
    return result && verdict !== IGNORED ? [{ result, isTrue: verdict !== FALSE_POSITIVE }] : [];
  });
}

function countedObjects({ group, matches }: CategoryOutcome): readonly CocoAnnotation[] {
  return group.images.flatMap(({ objects }, image) => objects.filter((_, object) => !matches[image]?.ignored[object]));
}

function foundObjects({ group, matches }: CategoryOutcome): readonly CocoAnnotation[] {
  return group.images.flatMap(({ objects }, image) => {
    const { targets, verdicts } = matches[image] ?? { targets: [], verdicts: [] };
    return [...targets].flatMap((target, index) => (verdicts[index] === TRUE_POSITIVE ? (objects[target] ?? []) : []));
  });
}

function groupByImage(objects: readonly CocoAnnotation[]): ReadonlyMap<CocoImageId, readonly CocoAnnotation[]> {
  const byImage = new Map<CocoImageId, CocoAnnotation[]>();
  for (const object of objects) {
    const list = byImage.get(object.image_id);
    if (list) list.push(object);
    else byImage.set(object.image_id, [object]);
  }
  return byImage;
}

function averagePrecision(detections: readonly Judged[], count: number): number {
  if (count === 0) return -1;
  const isTrue = Uint8Array.from(detections, (detection) => Number(detection.isTrue));
  return precisionAtRecalls(isTrue, count, COCO_RECALLS).reduce((sum, value) => sum + value, 0) / COCO_RECALLS.length;
}

function average(categories: readonly ErrorBreakdown[]): ErrorBreakdown {
  const present = categories.filter(({ ap }) => ap >= 0);
  const mean = (value: (category: ErrorBreakdown) => number) =>
    present.reduce((sum, category) => sum + value(category), 0) / Math.max(1, present.length);
  const share = (pick: (category: ErrorBreakdown) => ErrorShare): ErrorShare => ({
    count: categories.reduce((sum, category) => sum + pick(category).count, 0),
    delta: mean((category) => pick(category).delta),
  });
  return {
    ap: present.length === 0 ? -1 : mean(({ ap }) => ap),
    kinds: recordOfKinds((kind) => share(({ kinds }) => kinds[kind])),
    falsePositives: share(({ falsePositives }) => falsePositives),
    falseNegatives: share(({ falseNegatives }) => falseNegatives),
  };
}

function recordOfKinds<Value>(value: (kind: ErrorKind) => Value): Record<ErrorKind, Value> {
  return {
    classification: value('classification'),
    localisation: value('localisation'),
    both: value('both'),
    duplicate: value('duplicate'),
    background: value('background'),
    missed: value('missed'),
  };
}
