import * as tf from '@tensorflow/tfjs-core';
import { cellCentres, cellStrides, DISTANCE_BINS } from '../../../models/networks/detection/dense-head';
import { distanceBoxes } from '../../../models/networks/detection/distance-boxes';
import { type CellOutputs, type nanoDet, PYRAMID_STRIDES } from '../../../models/networks/detection/nano-det';
import type { Scope } from '../../../models/layers/scope';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import { stopGradient } from '../../../models/tensor/stop-gradient';
import type { DetectionSample } from '../../data/batches/sample';
import { concatenated } from './concatenated';
import { distributionCrossEntropy, generalizedIou, qualityFocalLoss } from './dense-losses';
import { denseTargets, type DenseTargets } from './targets/dense-targets';

type Network = ReturnType<typeof nanoDet>;

/** How much of the network learns: its head alone, the pyramid as well, or all of it. */
export const TRAINED_PARTS = ['head', 'pyramid', 'all'] as const;
export type TrainedPart = (typeof TRAINED_PARTS)[number];

/** Whether a parameter belongs to what learns. */
export function isTrained(name: string, part: TrainedPart): boolean {
  return part === 'all' || name.startsWith('head/') || (part === 'pyramid' && name.startsWith('neck/'));
}

/** The network that training starts from, fitted to the classes that are trained. */
export interface Teacher {
  readonly scope: Scope;
  /** [classes] 1 for what it knows; of other classes it says nothing. */
  readonly knows: readonly (0 | 1)[];
}

export interface DenseOptions {
  readonly classes: number;
  readonly part: TrainedPart;
  /** Weight of the teacher's scores and box distributions where the labels speak too. */
  readonly distillation: number;
  /** Weight of the teacher's scores where the labels are silent. */
  readonly unlabelled: number;
  /** The teacher's score from which on a finding that the labels do not have counts as unlabelled. */
  readonly doubt: number;
}

/** What one step's losses need. */
export interface DenseBatch {
  /** What the learning part reads. */
  readonly input: [tf.Tensor4D, ...tf.Tensor4D[]];
  /** int32 [n, cells] */
  readonly labels: tf.Tensor2D;
  /** [n, cells, classes] */
  readonly known: tf.Tensor3D;
  /** [n × cells, 4] y1 x1 y2 x2 */
  readonly boxes: tf.Tensor2D;
  /** [n × cells] */
  readonly boxWeights: tf.Tensor1D;
  /** [n × cells × 4, bins] */
  readonly sides: tf.Tensor2D;
  /** [n × cells, 2] x y; [n × cells, 1] pixels a bin */
  readonly centres: tf.Tensor2D;
  readonly strides: tf.Tensor2D;
  readonly teacher: {
    /** [n, cells, classes] 0 to 1, and how much each counts */
    readonly scores: tf.Tensor3D;
    readonly scoreWeights: tf.Tensor3D;
    /** [n × cells × 4, bins] of each side, and [n × cells × 4] how sure the teacher is of the cell */
    readonly sides: tf.Tensor2D;
    readonly sideWeights: tf.Tensor1D;
  };
  /** What the losses are divided by: cells that find something, weights of their boxes, and of the teacher's; at least 1. */
  readonly positives: number;
  readonly boxWeight: number;
  readonly teacherWeight: number;
}

/** As NanoDet-Plus was trained. */
const LOSS_WEIGHTS = { giou: 2, distances: 0.25 };

/** A teacher's cell less sure than this says nothing about boxes. */
const SURE = 0.1;

/**
 * Everything that needs no gradient: what the frozen part makes of the pictures, what the teacher says of them, and which
 * cell has to find which object. Where the teacher knows all classes its predictions say it too, for those of the learner,
 * which starts from it, are much the same; else the learner's do.
 * @param images [n, h, w, 3] normalised; given over
 */
export async function prepareDense(
  network: Network, parameters: TrainableParameters, teacher: Teacher, images: tf.Tensor4D, samples: readonly DetectionSample[], options: DenseOptions,
): Promise<DenseBatch> {
  const pictures = samples.length;
  const { shapes, ...told } = tf.tidy(() => {
    const learner = parameters.scope(false);
    // One that knows nothing is not asked: what the learner says in its place counts for nothing.
    const said = network.predict(images, teacher.knows.includes(1) ? teacher.scope : learner);
    const judged = teacher.knows.includes(0) && teacher.knows.includes(1) ? network.predict(images, learner) : said;
    const places = cellPlaces(said.shapes, pictures);
    const sidesOf = ({ distances }: CellOutputs) => tf.reshape<tf.Rank.R2>(distances, [-1, 4 * DISTANCE_BINS]);
    const findings = tf.mul<tf.Tensor3D>(tf.sigmoid(said.logits), tf.tensor1d([...teacher.knows]));
    const best = tf.reshape<tf.Rank.R1>(tf.max(findings, 2), [-1]);
    return {
      ...places, findings,
      shapes: said.shapes,
      sides: sidesOf(said),
      sure: tf.mul<tf.Tensor1D>(best, tf.cast(tf.greater(best, SURE), 'float32')), // [n × cells]
      scores: tf.sigmoid(judged.logits),
      boxes: distanceBoxes(sidesOf(judged), places.centres, places.strides),
    };
  });
  const [scores, boxes, findings, sure] = await Promise.all([
    told.scores.data<'float32'>(), told.boxes.data<'float32'>(), told.findings.data<'float32'>(), told.sure.data<'float32'>(),
  ]);

  const centres = cellCentres(shapes, PYRAMID_STRIDES);
  const strides = cellStrides(shapes, PYRAMID_STRIDES);
  const ofPicture = (values: Float32Array, picture: number) => values.subarray(picture * values.length / pictures, (picture + 1) * values.length / pictures);
  const targets = samples.map((sample, picture) => denseTargets({ centres, scores: ofPicture(scores, picture), boxes: ofPicture(boxes, picture) }, strides, sample, options.doubt, ofPicture(findings, picture)));

  const batch = tf.tidy(() => {
    const stacked = stackTargets(targets, strides.length, options.classes);
    return {
      ...stacked,
      input: frozenFeatures(network, images, parameters.scope(false), options.part),
      centres: tf.clone(told.centres),
      strides: tf.clone(told.strides),
      teacher: {
        scores: tf.clone(told.findings),
        scoreWeights: tf.mul<tf.Tensor3D>(tf.add(tf.mul(stacked.known, options.distillation - options.unlabelled), options.unlabelled), tf.tensor1d([...teacher.knows])),
        sides: tf.softmax(tf.reshape<tf.Rank.R2>(told.sides, [-1, DISTANCE_BINS])),
        sideWeights: eachSide(told.sure),
      },
      teacherWeight: Math.max(1, sum(sure)),
    };
  });
  tf.dispose([told, images]);
  return batch;
}

/** The losses of generalised focal loss (Li et al. 2020, section 3) and of the teacher. */
export function denseLosses(network: Network, parameters: TrainableParameters, batch: DenseBatch, options: DenseOptions): Record<string, tf.Scalar> {
  const { logits, distances } = predict(network, batch.input, parameters.scope(), options.part);
  const sides = tf.reshape<tf.Rank.R2>(distances, [-1, 4 * DISTANCE_BINS]);
  const bins = tf.reshape<tf.Rank.R2>(distances, [-1, DISTANCE_BINS]);
  const { iou, giou } = generalizedIou(distanceBoxes(sides, batch.centres, batch.strides), batch.boxes);
  const [pictures, cells] = batch.labels.shape;
  // The target of a class is how well the cell's own box fits; no gradient flows into it.
  const oneHot = tf.equal(tf.reshape(batch.labels, [pictures, cells, 1]), tf.range(0, options.classes, 1, 'int32')); // tf.oneHot wants two classes
  const quality = tf.mul(tf.cast(oneHot, 'float32'), tf.reshape(stopGradient(iou), [pictures, cells, 1]));
  return {
    quality: qualityFocalLoss(logits, quality, batch.known, batch.positives),
    giou: tf.mul(LOSS_WEIGHTS.giou, tf.div(tf.sum(tf.mul(tf.sub(1, tf.reshape(giou, [-1])), batch.boxWeights)), batch.boxWeight)),
    distances: tf.mul(LOSS_WEIGHTS.distances, distributionCrossEntropy(bins, batch.sides, eachSide(batch.boxWeights), 4 * batch.boxWeight)),
    teacher_scores: qualityFocalLoss(logits, batch.teacher.scores, batch.teacher.scoreWeights, batch.positives),
    teacher_distances: tf.mul(options.distillation * LOSS_WEIGHTS.distances, distributionCrossEntropy(bins, batch.teacher.sides, batch.teacher.sideWeights, 4 * batch.teacherWeight)),
  };
}

/** From what the frozen part gave to the predictions. */
function predict(network: Network, [first, ...others]: DenseBatch['input'], scope: Scope, part: TrainedPart): CellOutputs {
  if (part === 'head') return network.head([first, ...others], scope);
  const [second, third] = others;
  if (part === 'pyramid' && second && third) return network.head(network.pyramid([first, second, third], scope), scope);
  return network.predict(first, scope);
}

function frozenFeatures(network: Network, images: tf.Tensor4D, scope: Scope, part: TrainedPart): DenseBatch['input'] {
  if (part === 'all') return [tf.clone(images)];
  const features = network.backbone(images, scope);
  return part === 'pyramid' ? features : network.pyramid(features, scope);
}

/** Where the cells of `pictures` pictures are: centres [n × cells, 2] x y, strides [n × cells, 1]. */
function cellPlaces(shapes: CellOutputs['shapes'], pictures: number): { readonly centres: tf.Tensor2D; readonly strides: tf.Tensor2D } {
  return {
    centres: tf.tile<tf.Tensor2D>(tf.reshape(tf.tensor1d(cellCentres(shapes, PYRAMID_STRIDES)), [-1, 2]), [pictures, 1]),
    strides: tf.tile<tf.Tensor2D>(tf.reshape(tf.tensor1d(cellStrides(shapes, PYRAMID_STRIDES)), [-1, 1]), [pictures, 1]),
  };
}

/** [n] → [n × 4], each value four times. */
const eachSide = (weights: tf.Tensor1D): tf.Tensor1D => tf.reshape(tf.tile(tf.reshape(weights, [-1, 1]), [1, 4]), [-1]);

function stackTargets(targets: readonly DenseTargets[], cells: number, classes: number) {
  const pictures = targets.length;
  const labels = new Int32Array(pictures * cells);
  targets.forEach((target, picture) => labels.set(target.labels, picture * cells));
  const boxWeights = concatenated(targets.map((target) => target.boxWeights));
  return {
    labels: tf.tensor2d(labels, [pictures, cells], 'int32'),
    known: tf.tensor3d(concatenated(targets.map(({ known }) => known)), [pictures, cells, classes]),
    boxes: tf.tensor2d(concatenated(targets.map(({ boxes }) => boxes)), [pictures * cells, 4]),
    boxWeights: tf.tensor1d(boxWeights),
    sides: tf.tensor2d(concatenated(targets.map(({ sides }) => sides)), [pictures * cells * 4, DISTANCE_BINS]),
    positives: Math.max(1, targets.reduce((total, { positives }) => total + positives, 0)),
    boxWeight: Math.max(1, sum(boxWeights)),
  };
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
