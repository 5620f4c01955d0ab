import { InvalidInputError } from '../../../models/errors';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import { COCO_CATEGORIES } from '../../data/sources/categories';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';

/**
 * NanoDet-Plus-m-1.5x. Names and values stay as published, but for the stem, which reads blue, green, red there and red,
 * green, blue here.
 */
export const nanodetPlusCoco: Conversion = {
  name: 'nanodet-plus-coco',
  source: 'nanodet_plus_m_1.5x_416',
  convert: (published) => Promise.resolve({ card, values: withRgbStem(published) }),
};

const STEM = 'stem/kernel';

function withRgbStem(published: NamedValues): NamedValues {
  const stem = published.get(STEM);
  if (stem?.shape[2] !== 3) throw new InvalidInputError(`Expected a kernel '${STEM}' that reads three colours.`);
  return new Map(published).set(STEM, reverseInputs(stem));
}

/** Kernel [h, w, in, out] with its inputs in the opposite order. */
export function reverseInputs({ shape, values }: TensorValue): TensorValue {
  const [inputs = 0, outputs = 0] = shape.slice(-2);
  return {
    shape,
    values: values.map((_, i) => {
      const input = Math.floor(i / outputs) % inputs;
      return values[i + (inputs - 1 - 2 * input) * outputs] ?? 0;
    }),
  };
}

const card: CardText = {
  name: 'nanodet-plus-coco',
  title: 'Everyday things, as first published',
  technicalName: 'NanoDet-Plus, as published',
  summary: 'Finds the 80 kinds of things of COCO in one stage; the trunk that our own detectors start from.',
  task: 'detection',
  role: 'initial',
  network: { name: 'nano-det', options: {} },
  input: { width: 320, height: 320, sizes: [256, 320, 416, 512], mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  categories: COCO_CATEGORIES.map(({ id, name }) => ({ id, name })),
  scoreThreshold: 0.35,
  parent: {
    name: 'NanoDet-Plus-m-1.5x 416',
    source: 'https://github.com/RangiLyu/nanodet, by way of https://github.com/Deepdive543443/ncnn-android-nanodet at 1481b24',
    licence: 'Apache-2.0',
    what: 'All weights. They were int8 for each channel and are dequantised; batch normalisation was folded; the first layer reads RGB in place of BGR.',
  },
  metrics: [],
  limits: [
    'Weak on things smaller than 32 pixels a side.',
    'Trained at 416 pixels with the picture stretched to a square; here it is letterboxed at 320 pixels.',
    'Rounded to eight bits by the source, five channels of the last stage are zero there: a little less exact than what its authors published.',
  ],
  licence: 'Apache-2.0',
  attribution: [
    'NanoDet-Plus by RangiLyu (Apache-2.0), https://github.com/RangiLyu/nanodet',
    'Its backbone began with the ShuffleNetV2 weights of torchvision (BSD-3-Clause), https://github.com/pytorch/vision',
    'Trained by its authors on COCO 2017 (annotations CC BY 4.0), https://cocodataset.org',
  ],
};
