import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import type { CocoDataset } from '../../models/artifact/coco';
import { toWeights } from '../../models/artifact/load';
import { fasterRcnn, fasterRcnnOptions } from '../../models/networks/detection/faster-rcnn';
import { InvalidInputError } from '../../models/errors';
import { BOX_HEAD_WEIGHTS, decodeBoxesTensor } from '../../models/geometry/box-coder';
import type { Corners } from '../../models/geometry/box';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import { compareWays, type WayResult } from './compare-ways';
import { candidatesOf, oneStage, rowsOf } from './decoding';
import type { Candidate } from './suppression';

interface Model {
  readonly card: Card;
  readonly values: NamedValues;
}

/** How much the second stage has to say of a detection of the first. */
interface Mixture {
  readonly name: string;
  /** Of its score: the first's to the power of 1 - share times the second's to the power of share (CenterNet2, Zhou et al. 2021, eq. 4, has a half). */
  readonly score: number;
  /** Of its corners: their weighted mean. */
  readonly box: number;
}

const MIXTURES: readonly Mixture[] = [
  { name: 'the first stage alone', score: 0, box: 0 },
  { name: 'a tenth of the score from the second', score: 0.1, box: 0 },
  { name: 'a quarter of the score', score: 0.25, box: 0 },
  { name: 'half of the score', score: 0.5, box: 0 },
  { name: 'all of the score', score: 1, box: 0 },
  { name: 'a quarter of the box from the second', score: 0, box: 0.25 },
  { name: 'half of the box', score: 0, box: 0.5 },
  { name: 'all of the box', score: 0, box: 1 },
  { name: 'a quarter of score and box', score: 0.25, box: 0.25 },
  { name: 'all of score and box', score: 1, box: 1 },
];
const TWO_STAGES = 'the second stage on regions of its own';

/** What the second stage says of one region. */
interface SecondOpinion {
  readonly corners: Corners;
  /** Of every class, background last. */
  readonly scores: Float32Array;
}

/**
 * Runs a one-stage detector over annotated pictures, has the second stage of a two-stage one judge what it found, and
 * mixes what both say. Both must have the same classes and the same input.
 */
export async function compareStages(first: Model, second: Model, dataset: CocoDataset, folder: string): Promise<WayResult[]> {
  const dense = oneStage(first.card);
  if (second.card.network.name !== 'faster-rcnn') throw new InvalidInputError(`'${second.card.name}' is a ${second.card.network.name}; expected a faster-rcnn.`);
  const options = fasterRcnnOptions.parse(second.card.network.options);
  const twoStages = fasterRcnn(options);
  const [firstWeights, secondWeights] = [toWeights(first.values), toWeights(second.values)];
  try {
    return await compareWays([...MIXTURES.map(({ name }) => name), TWO_STAGES], { card: first.card, dataset, folder }, async (input) => {
      const seen = tf.tidy(() => {
        const scope = weightScope(secondWeights);
        const rows = dense.detect(input, weightScope(firstWeights));
        const regions = tf.slice(rows, [0, 0], [-1, 4]);
        const { logits, deltas } = twoStages.classify(twoStages.trunk(input, scope), regions, tf.zeros([rows.shape[0]], 'int32'), scope);
        return { found: rows, own: twoStages.detect(input, scope), scores: tf.softmax(logits), boxes: decodeBoxesTensor(deltas, regions, BOX_HEAD_WEIGHTS) };
      });
      const [foundRows, ownRows, scoreRows, boxRows] = await Promise.all([seen.found.data<'float32'>(), seen.own.data<'float32'>(), seen.scores.data<'float32'>(), seen.boxes.data<'float32'>()]);
      tf.dispose(seen);
      const found = candidatesOf(foundRows);
      const opinions = found.map((_, row): SecondOpinion => {
        const [y1 = 0, x1 = 0, y2 = 0, x2 = 0] = boxRows.subarray(4 * row, 4 * row + 4);
        return { corners: [y1, x1, y2, x2], scores: scoreRows.subarray(row * (options.classes + 1), (row + 1) * (options.classes + 1)) };
      });
      return [...MIXTURES.map((mixture) => rowsOf(mixed(found, opinions, mixture))), ownRows];
    });
  } finally {
    tf.dispose([...firstWeights.values(), ...secondWeights.values()]);
  }
}

/** Best first. */
function mixed(found: readonly Candidate[], opinions: readonly SecondOpinion[], { score: scoreShare, box: boxShare }: Mixture): Candidate[] {
  return found.map((candidate, row) => {
    const opinion = opinions[row];
    if (opinion === undefined) return candidate;
    const [y1, x1, y2, x2] = candidate.corners.map((corner, index) => (1 - boxShare) * corner + boxShare * (opinion.corners[index] ?? 0)) as [number, number, number, number];
    return {
      ...candidate,
      corners: [y1, x1, y2, x2] as const,
      score: candidate.score ** (1 - scoreShare) * (candidate.score === 0 ? 0 : opinion.scores[candidate.category] ?? 0) ** scoreShare,
    };
  }).sort((a, b) => b.score - a.score);
}
