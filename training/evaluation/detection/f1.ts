import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { IGNORED, TRUE_POSITIVE } from '../coco/matching';
import { matchAll, type CategoryOutcome, type OutcomeOptions } from '../coco/outcomes';

/** What a detector gives when only detections from `scoreThreshold` up are shown. */
export interface OperatingPoint {
  readonly scoreThreshold: number;
  /** 2 precision recall / (precision + recall). */
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Of the boxes that the live page starts with so many should be right in single pictures; with the best F1 a third is
 * wrong, which a visitor does not forgive. At 0.9 more than a third of what is found would not be shown; the page leaves
 * out more wrong boxes by following things from answer to answer (`npm run experiment -- stability`).
 */
const LIVE_PRECISION = 0.85;

export interface F1Evaluation {
  /** All detections and objects in one pool under one threshold. Undefined where nothing right was found. */
  readonly overall: OperatingPoint | undefined;
  /** The best whose threshold is a whole number of hundredths, as cards have it. */
  readonly calibrated: OperatingPoint | undefined;
  /** The lowest whole number of hundredths from which on `LIVE_PRECISION` of what is shown is right; undefined where none is. */
  readonly precise: OperatingPoint | undefined;
  readonly perCategory: readonly { readonly id: number; readonly name: string; readonly best: OperatingPoint | undefined }[];
}

/** The score thresholds that give the best F1, overall and for each category. Detections that COCO ignores do not count. */
export function evaluateF1(groundTruth: CocoDataset, results: readonly CocoResult[], options: OutcomeOptions = {}): F1Evaluation {
  const outcomes = matchAll(groundTruth, results, options);
  const pool = outcomes.flatMap(judged);
  const count = outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  return {
    overall: bestOperatingPoint(pool, count),
    calibrated: bestHundredth(pool, count),
    precise: lowestPrecise(pool, count),
    perCategory: outcomes.map((outcome) => ({
      id: outcome.group.category.id,
      name: outcome.group.category.name,
      best: bestOperatingPoint(judged(outcome), outcome.count),
    })),
  };
}

export interface JudgedDetection {
  readonly score: number;
  readonly isTrue: boolean;
}

/**
 * Tries every score as threshold; equal scores are shown or hidden together. Of equally good ones the highest wins.
 * @param count objects to be found
 * @returns undefined where no detection is right
 */
export function bestOperatingPoint(detections: readonly JudgedDetection[], count: number): OperatingPoint | undefined {
  const sorted = [...detections].sort((a, b) => b.score - a.score);
  let best: OperatingPoint | undefined;
  let found = 0;
  for (const [index, { score, isTrue }] of sorted.entries()) {
    found += Number(isTrue);
    if (sorted[index + 1]?.score === score || found === 0) continue;
    const f1 = (2 * found) / (index + 1 + count);
    if (!best || f1 > best.f1) best = { scoreThreshold: score, f1, precision: found / (index + 1), recall: found / count };
  }
  return best;
}

/** What a threshold gives; undefined where nothing right reaches it. @param count objects to be found */
function operatingPointAt(detections: readonly JudgedDetection[], count: number, scoreThreshold: number): OperatingPoint | undefined {
  const shown = detections.filter(({ score }) => score >= scoreThreshold);
  const found = shown.filter(({ isTrue }) => isTrue).length;
  if (found === 0) return undefined;
  return { scoreThreshold, f1: (2 * found) / (shown.length + count), precision: found / shown.length, recall: found / count };
}

/** At each threshold that is a whole number of hundredths, ascending. */
function hundredths(detections: readonly JudgedDetection[], count: number): OperatingPoint[] {
  return Array.from({ length: 100 }, (_, index) => operatingPointAt(detections, count, (index + 1) / 100)).filter((point) => point !== undefined);
}

/** Of equally good thresholds the highest wins. */
function bestHundredth(detections: readonly JudgedDetection[], count: number): OperatingPoint | undefined {
  return hundredths(detections, count).reduce<OperatingPoint | undefined>((best, point) => (point.f1 >= (best?.f1 ?? 0) ? point : best), undefined);
}

function lowestPrecise(detections: readonly JudgedDetection[], count: number): OperatingPoint | undefined {
  return hundredths(detections, count).find(({ precision }) => precision >= LIVE_PRECISION);
}

function judged({ group, matches }: CategoryOutcome): JudgedDetection[] {
  return group.images.flatMap(({ detections }, image) =>
    detections.flatMap(({ score }, index) => {
      const verdict = matches[image]?.verdicts[index] ?? IGNORED;
      return verdict === IGNORED ? [] : [{ score, isTrue: verdict === TRUE_POSITIVE }];
    }),
  );
}
