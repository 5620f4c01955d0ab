import * as tf from '@tensorflow/tfjs-core';
import type { SamplerOptions } from '../../../models/geometry/sampler';
import type { fasterRcnn } from '../../../models/networks/detection/faster-rcnn';
import { proposeRegions, REGION_PROPOSAL, regionAnchors } from '../../../models/networks/detection/region-proposal';
import type { TrainableParameters } from '../../../models/layers/trainable-parameters';
import type { Random } from '../../../models/tensor/random';
import { boxTargets } from './targets/box-targets';
import { concatenated } from './concatenated';
import { binaryCrossEntropy, maskedCrossEntropy, smoothL1 } from '../../../models/learning/losses';
import { REGION_SAMPLING, regionTargets, type Truth } from './targets/region-targets';

export interface TwoStageOptions {
  readonly classes: number;
  /** Proposals of a picture that the box head's batch is drawn from. */
  readonly proposals: number;
  /** How many of them are drawn, and the part that may be objects. */
  readonly boxSampling: SamplerOptions;
  /** Whether the trunk learns too; if not, its features are made once, without a gradient. */
  readonly trainTrunk: boolean;
}

/** What one step's losses need: all tensors have the same shapes in every step. */
export interface TwoStageBatch {
  /** [n, h, w, 3] where the trunk learns, or what the frozen one made of it, a level each. */
  readonly input: { readonly images: tf.Tensor4D } | { readonly features: tf.Tensor4D[] };
  readonly region: { readonly objectness: tf.Tensor2D; readonly weights: tf.Tensor2D; readonly deltas: tf.Tensor3D };
  readonly box: {
    readonly regions: tf.Tensor2D;
    readonly pictures: tf.Tensor1D;
    readonly targets: tf.Tensor2D;
    readonly unknown: tf.Tensor2D;
    readonly weights: tf.Tensor1D;
    readonly deltas: tf.Tensor2D;
    readonly deltaWeights: tf.Tensor1D;
  };
}

/** The bend of smooth L1: small for proposals, whose offsets are in anchors; 1 for the box head's, which are weighted up. */
const REGION_BETA = 1 / 9;
const BOX_BETA = 1;

/**
 * Everything that needs no gradient (approximate joint training, Ren et al. 2015, section 3.2): features, proposals of the
 * network as it is now, and which anchors and regions have to answer what.
 * @param images [n, h, w, 3] normalised; kept by the caller unless the trunk trains
 */
export async function prepareTwoStage(
  network: ReturnType<typeof fasterRcnn>, parameters: TrainableParameters, images: tf.Tensor4D, truths: readonly Truth[], options: TwoStageOptions, random: Random,
): Promise<TwoStageBatch> {
  const [count, height, width] = images.shape;
  const scope = parameters.scope(false);
  const features = tf.tidy(() => network.trunk(images, scope));
  const anchors = regionAnchors(features.map(({ shape }): [number, number] => [shape[1], shape[2]]), REGION_PROPOSAL);
  const proposed = tf.tidy(() => {
    const { objectness, deltas } = network.propose(features, scope);
    const anchorTensor = tf.tensor2d(anchors, [anchors.length / 4, 4]);
    const pictures = truths.map((_, picture) => proposeRegions(
      tf.reshape(tf.slice(objectness, [picture, 0], [1, -1]), [-1]),
      tf.reshape(tf.slice(deltas, [picture, 0, 0], [1, -1, -1]), [-1, 4]),
      anchorTensor, [height, width], { ...REGION_PROPOSAL, candidates: 3 * options.proposals, proposals: options.proposals },
    ).boxes);
    return tf.concat<tf.Tensor2D>(pictures, 0);
  });
  const proposals = await proposed.data<'float32'>();
  proposed.dispose();

  const regions = truths.map((truth, picture) => regionTargets(anchors, truth, random.fork(`regions/${picture}`)));
  const boxes = truths.map((truth, picture) => boxTargets(
    proposals.subarray(picture * options.proposals * 4, (picture + 1) * options.proposals * 4), truth, options.boxSampling, random.fork(`boxes/${picture}`),
  ));
  if (options.trainTrunk) tf.dispose(features);
  return tf.tidy(() => ({
    input: options.trainTrunk ? { images } : { features },
    region: stackRegionTargets(regions, anchors.length / 4),
    box: stackBoxTargets(boxes, truths, options.classes, count),
  }));
}

/** The four losses of Faster R-CNN, each a mean over what was drawn. */
export function twoStageLosses(network: ReturnType<typeof fasterRcnn>, parameters: TrainableParameters, batch: TwoStageBatch, options: TwoStageOptions): Record<string, tf.Scalar> {
  const scope = parameters.scope();
  const features = 'features' in batch.input ? batch.input.features : network.trunk(batch.input.images, scope);
  const pictures = batch.region.objectness.shape[0];
  const { objectness, deltas } = network.propose(features, scope);
  const { logits, deltas: offsets } = network.classify(features, batch.box.regions, batch.box.pictures, scope);
  const drawnAnchors = pictures * REGION_SAMPLING.count;
  const drawnRegions = pictures * options.boxSampling.count;
  return {
    rpn_objectness: binaryCrossEntropy(objectness, batch.region.objectness, batch.region.weights, drawnAnchors),
    rpn_box: smoothL1(deltas, batch.region.deltas, batch.region.objectness, REGION_BETA, drawnAnchors),
    class: maskedCrossEntropy(logits, batch.box.targets, batch.box.unknown, batch.box.weights, drawnRegions),
    box: smoothL1(offsets, batch.box.deltas, batch.box.deltaWeights, BOX_BETA, drawnRegions),
  };
}

function stackRegionTargets(targets: readonly ReturnType<typeof regionTargets>[], anchors: number): TwoStageBatch['region'] {
  return {
    objectness: tf.tensor2d(concatenated(targets.map(({ objectness }) => objectness)), [targets.length, anchors]),
    weights: tf.tensor2d(concatenated(targets.map(({ weights }) => weights)), [targets.length, anchors]),
    deltas: tf.tensor3d(concatenated(targets.map(({ deltas }) => deltas)), [targets.length, anchors, 4]),
  };
}

function stackBoxTargets(targets: readonly ReturnType<typeof boxTargets>[], truths: readonly Truth[], classes: number, pictures: number): TwoStageBatch['box'] {
  const perPicture = targets[0]?.labels.length ?? 0;
  const rows = pictures * perPicture;
  const oneHot = new Float32Array(rows * (classes + 1));
  const unknown = new Float32Array(rows * (classes + 1));
  targets.forEach(({ labels }, picture) => {
    labels.forEach((label, index) => {
      const row = (picture * perPicture + index) * (classes + 1);
      oneHot[row + label] = 1;
      unknown.set(truths[picture]?.unlabelled ?? [], row);
    });
  });
  return {
    regions: tf.tensor2d(concatenated(targets.map(({ regions }) => regions)), [rows, 4]),
    pictures: tf.tensor1d(Int32Array.from({ length: rows }, (_, row) => Math.floor(row / perPicture)), 'int32'),
    targets: tf.tensor2d(oneHot, [rows, classes + 1]),
    unknown: tf.tensor2d(unknown, [rows, classes + 1]),
    weights: tf.tensor1d(concatenated(targets.map(({ weights }) => weights))),
    deltas: tf.tensor2d(concatenated(targets.map(({ deltas }) => deltas)), [rows, 4]),
    deltaWeights: tf.tensor1d(concatenated(targets.map(({ deltaWeights }) => deltaWeights))),
  };
}
