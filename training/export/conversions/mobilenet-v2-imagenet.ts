import { InvalidInputError } from '../../../models/errors';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';

/**
 * MobileNetV2 for ImageNet. The published classifier has a class 'background' in front, which is dropped.
 * Batch normalisation stays apart, so that training can go on from its averages; folding it takes a loader a moment.
 */
export const mobilenetV2Imagenet: Conversion = {
  name: 'mobilenet-v2-imagenet',
  source: 'mobilenet_v2_1.0_224',
  async convert(published, readText) {
    const [background, ...names] = (await readText('mobilenet_v2_1.0_224.labels.txt')).trim().split(/\r?\n/);
    if (background !== 'background' || names.length !== CLASSES) {
      throw new InvalidInputError(`Expected 'background' and ${CLASSES} labels, given '${background ?? ''}' and ${names.length}.`);
    }
    return { card: { ...card, categories: names.map((name, id) => ({ id, name: SENSES.get(id) ?? name })) }, values: renamed(published), batchNorm: 'keep' };
  },
};

const CLASSES = 1000;

/**
 * Where a label alone says something else: classes are matched by name, and COCO's kite is a toy. With the words of ImageNet's
 * own synsets (WordNet 3.0), n01608432, n02012849 and n03126707.
 */
const SENSES: ReadonlyMap<number, string> = new Map([[21, 'kite (bird of prey)'], [134, 'crane (wading bird)'], [517, 'crane (machine)']]);

function renamed(published: NamedValues): NamedValues {
  return new Map([...published].map(([name, value]) => [ourName(name), name.startsWith('classifier/') ? withoutFirstClass(value) : value]));
}

const ourName = (name: string) => name
  .replace(/^conv_stem\//, 'stem/')
  .replace(/^conv_head\//, 'last/')
  .replace(/\/(gamma|beta|moving_mean|moving_variance)$/, (_, part: string) => `/norm/${part.replace('_', '-')}`);

/** The classifier is a 1x1 convolution there, [1, 1, in, classes], and a dense layer here, [in, classes]. */
function withoutFirstClass({ shape, values }: TensorValue): TensorValue {
  const classes = shape.at(-1) ?? 0;
  const inputs = shape.length === 4 ? shape.slice(2, 3) : [];
  return { shape: [...inputs, classes - 1], values: values.filter((_, i) => i % classes !== 0) };
}

const card: Omit<CardText, 'categories'> = {
  name: 'mobilenet-v2-imagenet',
  title: 'One name for a whole picture',
  technicalName: 'MobileNetV2, as published',
  summary: 'Says which of ImageNet’s 1000 classes a picture shows; a small trunk to start training from.',
  task: 'classification',
  role: 'initial',
  network: { name: 'mobilenet-v2', options: {} },
  input: { width: 224, height: 224, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], fit: 'crop', cropShare: 0.875 },
  scoreThreshold: 0.1,
  parent: {
    name: 'MobileNetV2 1.0 224',
    source: 'https://github.com/google-coral/test_data at 104342d, tf2_mobilenet_v2_1.0_224_ptq.tflite',
    licence: 'Apache-2.0',
    what: 'All weights. They were int8 for each channel, batch normalisation folded, and are dequantised; the normalisations were made again from moments measured over 320 photographs of COCO so that the function is the same. The class "background" is dropped.',
  },
  metrics: [],
  limits: [
    'It looks at the middle square of a picture, 87.5 % of its shorter side, as it was published: what lies beyond is not seen.',
    'Rounded to eight bits by the source: it names another class than the unrounded network now and then. Seven of the first layer’s 32 channels are zero there.',
    'One answer for the whole picture, and always one of 1000 classes, more than a hundred of them breeds of dogs.',
  ],
  licence: 'Apache-2.0',
  attribution: [
    'MobileNetV2 by Google (Apache-2.0), https://github.com/google-coral/test_data',
    'Trained by its authors on ImageNet (ILSVRC 2012), https://image-net.org',
  ],
};
