import * as tf from '@tensorflow/tfjs-core';
import { toWeights } from '../../../models/artifact/load';
import { MASK_EDGE, placeMask } from '../../../models/geometry/box-mask';
import { areaOfRle, encodeRleWithin, mergeRles } from '../../../models/geometry/rle';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import type { Scope } from '../../../models/layers/scope';
import type { MaskBranch } from '../../../models/networks/instances/mask-branch';
import { Predictor, type PredictorCard } from '../../../models/predictor';
import { Problems } from '../../data/problems';
import { detectImages } from '../../evaluation/detection/detect-images';
import { maskedImages, reportMasks } from '../../evaluation/instances/mask-report';
import type { ValidationSet } from '../detection/validation-set';
import { maskBatch } from './mask-batches';
import type { MaskedPicture } from './mask-objects';
import { prepareMasks, type RegionShape } from './mask-step';
import type { RegionFile } from './region-file';

/** The figures that a model for instances is followed by, on the images whose objects all have a mask; -1 for what is not there. */
export type MaskFigures = Readonly<Record<'maskAp' | 'maskAp50' | 'vocMaskAp' | 'vocMaskAp50' | 'personMaskAp' | 'personMaskAp50', number>>;

/** Runs a model as it is in the middle of training over the images that masks are judged on. @param values all of its parameters */
export async function validateMasks(card: PredictorCard, values: NamedValues, { dataset, folder }: ValidationSet): Promise<MaskFigures> {
  const predictor = new Predictor(card, toWeights(values));
  try {
    const images = maskedImages(dataset);
    const { results, seen } = await detectImages(predictor, { images, categories: dataset.categories, folder, problems: new Problems() });
    const [all, voc, person] = reportMasks(dataset, results, { images: seen.map(({ id }) => id) })?.scopes ?? [];
    return {
      maskAp: all?.summary.ap ?? -1, maskAp50: all?.summary.ap50 ?? -1,
      vocMaskAp: voc?.summary.ap ?? -1, vocMaskAp50: voc?.summary.ap50 ?? -1,
      personMaskAp: person?.summary.ap ?? -1, personMaskAp50: person?.summary.ap50 ?? -1,
    };
  } finally {
    predictor.close();
  }
}

/** Boxes of a step of the measurement. */
const AT_ONCE = 64;

/** What is measured in the true boxes: one row of the file an object, in the order of the pictures. */
export interface TrueBoxes {
  readonly pictures: readonly MaskedPicture[];
  readonly file: RegionFile;
  readonly shapes: readonly RegionShape[];
}

/** Mean intersection over union, in pixels of the pictures, of the masks that a head makes of the true boxes. */
export async function meanMaskIou(branch: MaskBranch, scope: Scope, { pictures, file, shapes }: TrueBoxes): Promise<number> {
  const objects = pictures.flatMap(({ record, objects: own }) => own.map((object) => ({ ...object, record })));
  const filled = (await file.filled(objects.length)).flatMap((there, row) => (there ? [row] : []));
  let sum = 0;
  for (let from = 0; from < filled.length; from += AT_ONCE) {
    const rows = filled.slice(from, from + AT_ONCE);
    const prepared = prepareMasks(await maskBatch(file, rows), shapes, branch.side);
    const masks = tf.tidy(() => tf.sigmoid(branch.head(prepared.regions, prepared.categories, scope)));
    const probabilities = await masks.data<'float32'>();
    tf.dispose([masks, ...prepared.regions, prepared.targets, prepared.categories]);
    for (const [i, row] of rows.entries()) {
      const object = objects[row];
      if (object === undefined) continue;
      const { record: { width, height }, box } = object;
      const cells = branch.side ** 2;
      const mask = { width: branch.side, height: branch.side, values: Uint8Array.from(probabilities.subarray(i * cells, (i + 1) * cells), (probability) => Math.round(255 * probability)) };
      const { values, ...part } = placeMask(mask, box, { width, height });
      const found = encodeRleWithin(Uint8Array.from(values, (value) => Number(value > MASK_EDGE)), part, height, width);
      const truth = object.mask();
      const shared = areaOfRle(mergeRles([found, truth], true));
      sum += shared === 0 ? 0 : shared / (areaOfRle(found) + areaOfRle(truth) - shared);
    }
  }
  return filled.length === 0 ? -1 : sum / filled.length;
}
