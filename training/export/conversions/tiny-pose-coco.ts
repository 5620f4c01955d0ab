import { COCO_KEYPOINTS } from '../../../models/pose/coco-keypoints';
import { InvalidInputError } from '../../../models/errors';
import type { TensorValue } from '../../../models/layers/trainable-parameters';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';

/** PP-TinyPose. Values stay as published but for a factor of 2 that its fusions have, which their convolutions take. */
export const tinyPoseCoco: Conversion = {
  name: 'tiny-pose-coco',
  source: 'pp_tinypose_256x192',
  convert: (published) => Promise.resolve({ card, values: new Map([...published].map(([name, value]) => [ourName(name), COUNTED_TWICE.test(name) ? doubled(value) : value])) }),
};

/** A block's layers are those of its second branch, the first one being the channels that pass; what goes down once does so at `down0`. */
export const ourName = (name: string): string => name
  .replace(/\/(block\d+)\/(pointwise1|depthwise|pointwise2)\//, '/$1/branch2/$2/')
  .replace(/^stem\/branch2\/linear\//, 'stem/branch2/pointwise/')
  .replace(/\/fuse\/to(\d)\/from(\d)\/(depthwise|pointwise)\//, (path, to: string, from: string, layer: string) => (from < to ? `/fuse/to${to}/from${from}/down0/${layer}/` : path));

/** What a coarser branch gets from the finest is added twice: the last convolution on its way is doubled, which float16 does exactly. */
const COUNTED_TWICE = /\/fuse\/to(?:1\/from0|2\/from0\/down1|3\/from0\/down2)\/pointwise\//;

function doubled({ shape, values }: TensorValue): TensorValue {
  if (shape.length !== 4 && shape.length !== 1) throw new InvalidInputError(`Expected a kernel or a bias, given [${shape.join(', ')}].`);
  return { shape, values: values.map((value) => 2 * value) };
}

const card: CardText = {
  name: 'tiny-pose-coco',
  title: 'A body in seventeen joints, as first published',
  technicalName: 'PP-TinyPose 256x192, as published',
  summary: 'Finds the joints of one person whose box is known; small enough for a phone’s camera.',
  task: 'pose',
  role: 'initial',
  network: { name: 'tiny-pose', options: {} },
  input: { width: 192, height: 256, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  categories: [{ id: 1, name: 'person' }],
  keypoints: COCO_KEYPOINTS,
  scoreThreshold: 0.2,
  parent: {
    name: 'PP-TinyPose 256x192',
    source: 'https://github.com/PaddlePaddle/PaddleDetection, by way of https://github.com/FeiGeChuanShu/ncnn_Android_PP-TinyPose at 1a8515f',
    licence: 'Apache-2.0',
    what: 'All weights, as float16; batch normalisation was folded. A sum that the network forms twice is a convolution of twice the weight.',
  },
  metrics: [],
  limits: [
    'Sees one person, in a box that something else has to find: where the box holds two, joints may be taken from either.',
    'Joints that are hidden or outside the picture are guessed, with a low score.',
    'Trained on photographs of whole upright people; lying, upside-down and very small people are found less exactly.',
  ],
  licence: 'Apache-2.0',
  attribution: [
    'PP-TinyPose by PaddlePaddle (Apache-2.0), https://github.com/PaddlePaddle/PaddleDetection',
    'Its network is Lite-HRNet (Yu et al. 2021), https://arxiv.org/abs/2104.06403',
    'Trained by its authors on COCO 2017 (annotations CC BY 4.0), https://cocodataset.org, and further photographs of theirs',
  ],
};
