import { InvalidInputError } from '../../../models/errors';
import { permute } from '../../../models/graph/onnx/permute';
import type { TensorValue } from '../../../models/layers/trainable-parameters';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';

/** MediaPipe's selfie segmentation. Values stay as published, in TensorFlow's layouts in place of TensorFlow Lite's. */
export const selfieMediapipe: Conversion = {
  name: 'selfie-mediapipe',
  source: 'selfie_segmentation',
  format: 'tflite',
  convert: (published) => Promise.resolve({ card, values: new Map([...published].map(([name, value]) => convert(name, value))) }),
};

const SQUEEZED_BLOCKS = [0, 3, 4, 5, 6, 7];
const EIGHT = Array.from({ length: 8 }, (_, index) => `block${index}`);
const DECODERS = ['decoder0', 'decoder1', 'decoder2'];

/** Convolutions and depthwise ones are numbered in the order in which they come. */
const CONVOLUTIONS = [
  'stem',
  ...EIGHT.flatMap((block, index) => [`${block}/expand`, ...(SQUEEZED_BLOCKS.includes(index) ? [`${block}/squeeze/reduce`, `${block}/squeeze/expand`] : []), `${block}/project`]),
  'context/features', 'context/attention',
  ...DECODERS.flatMap((decoder) => [`${decoder}/raise`, `${decoder}/squeeze/reduce`, `${decoder}/squeeze/expand`, `${decoder}/mix`]),
];
const DEPTHWISE = [...EIGHT, ...DECODERS].map((part) => `${part}/depthwise`);

function convert(name: string, value: TensorValue): [name: string, value: TensorValue] {
  const [, layer = '', number = '_0', kind = ''] = /^(conv2d|depthwise_conv2d|segment)(_\d+)?\/(Kernel|Bias)$/.exec(name) ?? [];
  const index = Number(number.slice(1));
  const part = layer === 'segment' ? 'head' : (layer === 'conv2d' ? CONVOLUTIONS : DEPTHWISE)[index];
  if (layer === '' || part === undefined) throw new InvalidInputError(`'${name}' is no weight of MediaPipe's selfie segmentation.`);
  if (kind === 'Bias') return [`${part}/bias`, layer === 'segment' ? repeated(value, 4) : value];
  switch (layer) {
    // [outputs, h, w, inputs] and [1, h, w, channels]
    case 'conv2d': return [`${part}/kernel`, permuted(value, [1, 2, 3, 0])];
    case 'depthwise_conv2d': return [`${part}/kernel`, permuted(value, [1, 2, 3, 0])];
    default: return [`${part}/kernel`, asPixels(value)];
  }
}

const permuted = ({ shape, values }: TensorValue, order: readonly number[]): TensorValue => ({ shape: order.map((axis) => shape[axis] ?? 1), values: permute(values, shape, order) });

/** A transposed convolution [1, 2, 2, inputs] of stride 2 as a pointwise one [1, 1, inputs, 2 × 2] to squares of pixels. */
function asPixels({ shape, values }: TensorValue): TensorValue {
  const [, rows = 0, columns = 0, inputs = 0] = shape;
  return { shape: [1, 1, inputs, rows * columns], values: permute(values, shape, [0, 3, 1, 2]) };
}

const repeated = ({ shape: [size = 0], values }: TensorValue, times: number): TensorValue => ({ shape: [times * size], values: Float32Array.from({ length: times * size }, (_, i) => values[i % size] ?? NaN) });

const card: CardText = {
  name: 'selfie-mediapipe',
  title: 'A person apart from the background, as first published',
  technicalName: 'MediaPipe selfie segmentation, as published',
  summary: 'Tells the person before a camera from the background, pixel by pixel; small enough for any phone.',
  task: 'segmentation',
  role: 'initial',
  network: { name: 'selfie', options: {} },
  input: { width: 256, height: 256, mean: [0, 0, 0], std: [255, 255, 255], fit: 'stretch' },
  categories: [{ id: 1, name: 'person' }],
  scoreThreshold: 0.5,
  parent: {
    name: 'MediaPipe selfie segmentation, general',
    source: 'https://www.npmjs.com/package/@mediapipe/selfie_segmentation 0.1.1675465747, selfie_segmentation.tflite',
    licence: 'Apache-2.0',
    what: 'All weights, as float16. Pointwise convolutions come before the enlargements that they followed, which gives the same, and the last layer is a pointwise convolution to squares of pixels.',
  },
  metrics: [],
  limits: [
    'Made for one person or a few within two metres of the camera: whoever is farther away or small in the picture is often missed.',
    'What a person holds, and the chair behind, may be counted as part of the person or not.',
    'Fine edges such as hair and spread fingers are rounded off: its picture has 256 x 256 pixels, whatever the camera has.',
    'Persons together are one region: it does not tell one from another.',
  ],
  licence: 'Apache-2.0',
  attribution: [
    'MediaPipe selfie segmentation by Google (Apache-2.0), https://github.com/google-ai-edge/mediapipe',
    'Its trunk is MobileNetV3 (Howard et al. 2019), https://arxiv.org/abs/1905.02244',
  ],
};
