import { float32ToFloat16 } from '../../models/artifact/float16';
import { floatValues } from '../../models/artifact/load';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../models/artifact/safetensors';
import { InvalidInputError } from '../../models/errors';

/** The published file, and where it is from. */
export const PERCEPTUAL_SOURCE = {
  file: 'vgg19_distilled_relu5_1.safetensors',
  metadata: {
    model: 'VGG-19 distilled to a quarter of its channels, to relu4_1',
    source: 'https://github.com/MingSun-Tse/Collaborative-Distillation @ 4a269dc (Wang et al. 2020)',
    licence: 'MIT',
  },
};

/** As far as styles and contents are looked at. */
const LAST = 'conv4_1';

/** The layers that judge styles, kernels in half precision: 0.4 MB in place of 3.2. @throws InvalidInputError for another network's weights */
export function convertPerceptual(bytes: Uint8Array): Uint8Array {
  const values = [...floatValues(decodeSafetensors(bytes).tensors)].filter(([name]) => (name.split('/')[0] ?? '') <= LAST);
  if (!values.some(([name]) => name === `${LAST}/kernel`)) throw new InvalidInputError(`${PERCEPTUAL_SOURCE.file} has no layer '${LAST}'.`);
  const tensors = new Map(values.map(([name, { shape, values: numbers }]): [string, StoredTensor] => [
    name, shape.length > 1 ? { dtype: 'F16', shape, data: float32ToFloat16(numbers) } : { dtype: 'F32', shape, data: numbers },
  ]));
  return encodeSafetensors(tensors, PERCEPTUAL_SOURCE.metadata);
}
