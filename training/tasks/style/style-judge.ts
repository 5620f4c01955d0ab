import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { floatValues, toWeights } from '../../../models/artifact/load';
import { decodeSafetensors } from '../../../models/artifact/safetensors';
import { NotFoundError } from '../../../models/errors';
import { gram } from '../../../models/learning/style/style-losses';
import { perceptualNetwork } from '../../../models/networks/style/perceptual';
import { openPicture } from '../../data/pictures/open-picture';
import { covering } from '../../data/sources/picture-squares';
import type { Painting } from './paintings';
import { featureOf, type StyleJudge } from './style-step';

export const STYLE_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'];

/**
 * A judge of styles: the perceptual network, and what it sees in the paintings. It keeps tensors for as long as the process
 * runs: training ends with it.
 * @param weights a .safetensors file of VGG's form
 * @param side shorter side of a painting when it is looked at: how large strokes are
 * @throws NotFoundError where the weights are missing, PictureError for a painting that cannot be read
 */
export async function openStyleJudge(weights: string, paintings: readonly Painting[], side: number): Promise<StyleJudge> {
  const bytes = await readFile(weights).catch((cause: unknown) => {
    throw new NotFoundError(`${weights} cannot be read; --perceptual expects a .safetensors file of a network of VGG's form, which judges pictures.`, { cause });
  });
  const perceptual = perceptualNetwork(toWeights(floatValues(decodeSafetensors(bytes).tensors)));
  const styleLayers = STYLE_LAYERS.filter((layer) => perceptual.layers.includes(layer));
  const contentLayer = styleLayers.at(-1) ?? 'relu3_1';
  const ofPaintings = new Map<string, tf.Tensor3D[]>(styleLayers.map((layer) => [layer, []]));
  for (const { file } of paintings) {
    const picture = await openPicture(file);
    const size = covering(picture.size.shown, side);
    const { data } = await picture.decode({ orientation: 'shown', background: [255, 255, 255], size });
    tf.tidy(() => {
      const pixels = tf.tensor4d(Float32Array.from(data, (value) => value / 255), [1, size.height, size.width, 3]);
      const features = perceptual.features(pixels, styleLayers);
      for (const [layer, grams] of ofPaintings) grams.push(tf.keep(gram(featureOf(features, layer))));
    });
  }
  return { perceptual, styleLayers, contentLayer, targets: new Map([...ofPaintings].map(([layer, grams]) => [layer, tf.keep(tf.concat(grams))])) };
}
