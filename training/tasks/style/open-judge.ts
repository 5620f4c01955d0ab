import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { floatValues, toWeights } from '../../../models/artifact/load';
import { decodeSafetensors } from '../../../models/artifact/safetensors';
import { NotFoundError } from '../../../models/errors';
import { styleJudge, type StyleJudge, type StyleTarget } from '../../../models/learning/style/style-judge';
import { perceptualNetwork } from '../../../models/networks/style/perceptual';
import { openPicture } from '../../data/pictures/open-picture';
import { covering } from '../../data/sources/picture-squares';

/**
 * A judge of styles with the weights of a file, which stay on the engine for as long as the process runs.
 * @param weights a .safetensors file of VGG's form
 * @throws NotFoundError where it is missing, InvalidInputError where it is none
 */
export async function openStyleJudge(weights: string): Promise<StyleJudge> {
  const bytes = await readFile(weights).catch((cause: unknown) => {
    throw new NotFoundError(`${weights} cannot be read; --perceptual expects a .safetensors file of a network of VGG's form, which judges pictures.`, { cause });
  });
  return styleJudge(perceptualNetwork(toWeights(floatValues(decodeSafetensors(bytes).tensors))));
}

/**
 * What paintings look like, [paintings, c, c] by layer; the caller's.
 * @param side shorter side of a painting when it is looked at: how large strokes are
 * @throws PictureError for a painting that cannot be read
 */
export async function styleOfFiles(judge: StyleJudge, files: readonly string[], side: number): Promise<StyleTarget> {
  const each: StyleTarget[] = [];
  for (const file of files) {
    const picture = await readPicture(file, side);
    each.push(judge.styleOf(picture));
    picture.dispose();
  }
  const styles = Object.fromEntries(judge.styleLayers.map((layer) => [layer, tf.concat(each.flatMap((style) => style[layer] ?? []))]));
  tf.dispose(each);
  return styles;
}

/** A picture [1, h, w, 3] of 0 to 1 whose shorter side is `side`; the caller's. @throws PictureError */
export async function readPicture(file: string, side: number): Promise<tf.Tensor4D> {
  const picture = await openPicture(file);
  const size = covering(picture.size.shown, side);
  const { data, width, height } = await picture.decode({ orientation: 'shown', background: [255, 255, 255], size });
  return tf.tensor4d(Float32Array.from(data, (value) => value / 255), [1, height, width, 3]);
}
