import * as tf from '@tensorflow/tfjs-core';
import type { Card } from '../../models/artifact/card';
import type { CocoDataset } from '../../models/artifact/coco';
import { toWeights } from '../../models/artifact/load';
import { DETECTION_ROW } from '../../models/tasks/detection';
import { nanoDet, nanoDetOptions } from '../../models/networks/detection/nano-det';
import { SELECTION } from '../../models/networks/detection/select-detections';
import { InvalidInputError } from '../../models/errors';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import { weightScope } from '../../models/layers/weight-scope';
import { compareWays, type WayResult } from './compare-ways';
import { choose, type Candidate, type SuppressionVariant } from './suppression';

const { candidates, scoreThreshold, softness } = SELECTION;
const hard: SuppressionVariant = { name: 'nothing softened', kind: 'hard', threshold: SELECTION.iouThreshold, candidates, scoreThreshold };
const shipped: SuppressionVariant = { ...hard, name: 'as shipped', softness };

/** One change at a time, each at the value its paper gives, and those around it. */
const VARIANTS: readonly SuppressionVariant[] = [
  shipped,
  { ...shipped, name: 'softness 0.7', softness: 0.7 },
  { ...shipped, name: 'softness 1.5', softness: 1.5 },
  { ...shipped, name: 'overlap 0.55', threshold: 0.55 },
  { ...shipped, name: 'overlap 0.65', threshold: 0.65 },
  { ...shipped, name: '400 candidates from score 0.02', candidates: 400, scoreThreshold: 0.02 },
  hard,
  { ...hard, name: 'nothing softened, overlap 0.5', threshold: 0.5 },
  { ...hard, name: 'nothing softened, overlap 0.55', threshold: 0.55 },
  { ...hard, name: 'nothing softened, overlap 0.65', threshold: 0.65 },
  { ...hard, name: 'less the distance of centres', kind: 'distance' },
  { ...hard, name: 'soft, linear from 0.5', kind: 'linear', threshold: 0.5 },
  { ...hard, name: 'soft, linear from 0.6', kind: 'linear', threshold: 0.6 },
  { ...hard, name: 'soft, Gaussian 0.7', kind: 'gaussian', threshold: 0.7 },
  { ...hard, name: 'soft, Gaussian 0.5', kind: 'gaussian', threshold: 0.5 },
  { ...hard, name: 'voting from 0.7', voting: 0.7 },
  { ...shipped, name: 'softened, voting from 0.7', voting: 0.7 },
];

/** Runs a one-stage detector once over annotated pictures and chooses among its boxes in every way. */
export async function compareDecoding({ card, values }: { readonly card: Card; readonly values: NamedValues }, dataset: CocoDataset, folder: string): Promise<WayResult[]> {
  const network = oneStage(card);
  const weights = toWeights(values);
  const most = Math.max(...VARIANTS.map(({ candidates }) => candidates));
  try {
    return await compareWays(VARIANTS.map(({ name }) => name), { card, dataset, folder }, async (input) => {
      const rows = tf.tidy(() => network.candidates(input, weightScope(weights), most));
      const candidates = candidatesOf(await rows.data<'float32'>());
      rows.dispose();
      return VARIANTS.map((variant) => rowsOf(choose(candidates, variant, SELECTION.detections)));
    });
  } finally {
    tf.dispose([...weights.values()]);
  }
}

/** The network of a one-stage detector. @throws InvalidInputError where it is another */
export function oneStage(card: Card) {
  if (card.network.name !== 'nano-det') throw new InvalidInputError(`'${card.name}' is a ${card.network.name}; expected a nano-det.`);
  return nanoDet(nanoDetOptions.parse(card.network.options));
}

/** @param rows as of a Network */
export function candidatesOf(rows: Float32Array): Candidate[] {
  return Array.from({ length: rows.length / DETECTION_ROW }, (_, row) => {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0, score = 0, category = 0] = rows.subarray(row * DETECTION_ROW, (row + 1) * DETECTION_ROW);
    return { corners: [y1, x1, y2, x2], score, category };
  });
}

/** As of a Network. */
export const rowsOf = (candidates: readonly Candidate[]): Float32Array =>
  Float32Array.from(candidates.flatMap(({ corners, score, category }) => [...corners, score, category]));
