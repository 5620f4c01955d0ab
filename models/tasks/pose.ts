import { z } from 'zod';
import { posesAgreement } from '../agreement/poses-agreement';
import { clip, type Box } from '../geometry/box';
import { InvalidInputError } from '../errors';
import { peaksOf } from '../pose/decode-heat-maps';
import { numbersOf, type Finder, type Task } from './task';
import { answerFields, boxSchema, sizeFields } from './wire-fields';

/** A joint or another point of a body. */
export interface Keypoint {
  /** Source pixels, from the middle of the first one as COCO's; beyond the picture where the body is. */
  readonly x: number;
  readonly y: number;
  /** Confidence, 0 to 1. */
  readonly score: number;
}

/** One body. */
export interface Person {
  readonly categoryId: number;
  readonly label: string;
  /** Confidence, 0 to 1: the mean of the keypoints'. */
  readonly score: number;
  /** Source pixels, round the keypoints that are sure enough to be shown. */
  readonly box: Box;
  /** In the order of the card's names. */
  readonly keypoints: readonly Keypoint[];
}

/** Who is there, and how they hold themselves. Width and height are the source frame's, in pixels. */
export interface PosePrediction {
  readonly task: 'pose';
  readonly width: number;
  readonly height: number;
  readonly persons: readonly Person[];
}

/** What finds persons, live and for commands. */
export const PERSON_FINDER: Finder = { model: 'gfl-shufflenet-v2-pan', size: 256, label: 'person' };

const HEAT_MAPS = 'heatmaps';

/** The joints of the one person that the picture is cut out for. Networks give `heatmaps` [n, height, width, keypoints]. */
export const pose: Task<PosePrediction> = {
  outputs: [HEAT_MAPS],

  /** A person whose score is below the threshold is left out; the box is that of the keypoints from the threshold on. */
  decode(outputs, { source: { width, height }, target, part, padX, padY, scaleX, scaleY }, card, { scoreThreshold = card.scoreThreshold } = {}) {
    const count = card.keypoints?.names.length ?? keypointsMissing();
    const values = numbersOf(outputs, HEAT_MAPS);
    const stride = Math.sqrt((target.width * target.height * count) / values.length);
    const peaks = peaksOf({ values, height: target.height / stride, width: target.width / stride, count });
    // A cell stands for the middle of the pixel in its left upper corner; keypoints count from the middle of the first pixel.
    const sourceOf = (cell: number, pad: number, scale: number, start: number) => start + (cell * stride + 0.5 - pad) / scale - 0.5;
    const keypoints = peaks.map(({ x, y, value }): Keypoint => ({ x: sourceOf(x, padX, scaleX, part.x), y: sourceOf(y, padY, scaleY, part.y), score: Math.min(1, Math.max(0, value)) }));
    const score = keypoints.reduce((sum, point) => sum + point.score, 0) / count;
    const [category] = card.categories;
    const sure = keypoints.filter((point) => point.score >= scoreThreshold);
    const persons = category === undefined || score < scoreThreshold ? [] : [{
      categoryId: category.id, label: category.name, score, box: clip(boxAround(sure.length > 0 ? sure : keypoints), { width, height }), keypoints,
    }];
    return { task: 'pose', width, height, persons };
  },

  schema: z.strictObject({
    task: z.literal('pose'),
    ...sizeFields,
    persons: z.array(z.strictObject({ ...answerFields, box: boxSchema, keypoints: z.array(z.strictObject({ x: z.number(), y: z.number(), score: z.number() })) })),
  }),

  toCoco: ({ persons }) => persons.map(({ categoryId, box, score, keypoints }) => ({
    category_id: categoryId,
    bbox: [box.x, box.y, box.width, box.height],
    score,
    keypoints: keypoints.flatMap((point) => [rounded(point.x, 2), rounded(point.y, 2), rounded(point.score, 4)]),
  })),

  agreement: (reference, other) => posesAgreement(reference.persons, other.persons),

  lowestScore: 0.05,
  headline: 'OKS AP',
  namesKeypoints: true,
  finder: PERSON_FINDER,

  exported: { outputs: [{ name: HEAT_MAPS, of: HEAT_MAPS, meaning: 'A map of each keypoint, a cell for every four pixels; the highest cell is where it is, its height the score.' }] },
};

export const isPosePrediction = (prediction: { readonly task: string }): prediction is PosePrediction => prediction.task === 'pose';

function boxAround(points: readonly Keypoint[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function keypointsMissing(): never {
  throw new InvalidInputError('A model for poses has a card that names its keypoints; this one names none.');
}

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
