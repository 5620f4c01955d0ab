import { InvalidInputError } from '../../../models/errors';
import { permute } from '../../../models/graph/onnx/permute';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import { COCO_CATEGORIES } from '../../data/sources/categories';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';
import { reverseInputs } from './nanodet-plus-coco';

/**
 * MaskRCNN2Go. Values stay as published; their order changes where ours is another: red, green, blue; y before x in offsets;
 * background as the last class and not the first.
 */
export const maskRcnn2GoCoco: Conversion = {
  name: 'mask-rcnn-2go-coco',
  source: 'mask_rcnn_2go_320',
  convert: (published) => Promise.resolve({
    card: { ...card, network: { name: 'mask-rcnn-2go', options: { anchors: anchorSizes(required(published, 'anchor')) } } },
    values: new Map([...published].flatMap(([name, value]) => convert(name, value))),
  }),
};

/** Offsets x, y, width, height → y, x, height, width. */
const Y_FIRST = [1, 0, 3, 2] as const;

/** A published tensor as ours, or none where nothing reads it. */
function convert(name: string, value: TensorValue): [name: string, value: TensorValue][] {
  const block = /^(?:(rpn|box|mask)\/)?xif(\d)_(\d)_(pw_|dw_|pwl_)?(?:conv_(w)|bn_b|conv_b_zero_generated)$/.exec(name);
  if (block !== null) {
    const [, head, stage = '', index = '', layer, kernel] = block;
    return [[`${blockName(head, Number(stage), Number(index))}/${LAYERS[layer ?? 'pwl_'] ?? ''}/${kernel === undefined ? 'bias' : 'kernel'}`, value]];
  }
  switch (name) {
    case 'conv0_conv_w': return [['stem/kernel', reverseInputs(value)]];
    case 'conv0_bn_b': return [['stem/bias', value]];
    case 'rpn_cls_logits_w': return [['rpn/objectness/kernel', value]];
    case 'rpn_cls_logits_b': return [['rpn/objectness/bias', value]];
    case 'rpn_bbox_pred_w': return [['rpn/deltas/kernel', lastAxis(value, yFirst)]];
    case 'rpn_bbox_pred_b': return [['rpn/deltas/bias', lastAxis(value, yFirst)]];
    case 'box/xif4_3_bn_1x1_conv_w': return [['box_head/last/kernel', value]];
    case 'box/xif4_3_bn_1x1_bn_b': return [['box_head/last/bias', value]];
    case 'cls_score_w': return [['box_head/classes/kernel', lastAxis(value, (size) => [...upTo(size).slice(1), 0])]];
    case 'cls_score_b': return [['box_head/classes/bias', lastAxis(value, (size) => [...upTo(size).slice(1), 0])]];
    case 'bbox_pred_w': return [['box_head/deltas/kernel', lastAxis(value, (size) => yFirst(size).slice(4))]];
    case 'bbox_pred_b': return [['box_head/deltas/bias', lastAxis(value, (size) => yFirst(size).slice(4))]];
    case 'conv5_mask_w': return [['mask_head/double/kernel', asPixels(value)]];
    case 'conv5_mask_b': return [['mask_head/double/bias', lastAxis(value, (size) => upTo(4 * size).map((i) => i % size))]];
    case 'mask_fcn_logits_w': return [['mask_head/masks/kernel', rowsOfClasses(value)]];
    case 'mask_fcn_logits_b': return [['mask_head/masks/bias', lastAxis(value, (size) => upTo(size).slice(1))]];
    case 'mask_fcn_logits_up_w': return [['mask_head/enlarge/kernel', forOneClass(value)]];
    case 'mask_fcn_logits_up_b': return unused(name, value);
    case 'anchor': case 'im_info': return [];
    default: throw new InvalidInputError(`'${name}' is no weight of MaskRCNN2Go.`);
  }
}

const LAYERS: Readonly<Record<string, string>> = { pw_: 'expand', dw_: 'depthwise', pwl_: 'project' };

/** How many blocks come before each stage of the trunk. */
const BEFORE = [0, 1, 3, 6];

function blockName(head: string | undefined, stage: number, index: number): string {
  switch (head) {
    // Its first is called 3_4 after those that it follows.
    case 'rpn': return `rpn/block${index - 4}`;
    case 'box': return `box_head/block${index}`;
    case 'mask': return `mask_head/block${index}`;
    default: return `block${(BEFORE[stage] ?? 0) + index}`;
  }
}

const upTo = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
const yFirst = (size: number): number[] => upTo(size).map((i) => i - (i % 4) + (Y_FIRST[i % 4] ?? 0));

/** Chooses along the last axis. @param orderOf of a size, where each number of the result comes from */
function lastAxis({ shape, values }: TensorValue, orderOf: (size: number) => readonly number[]): TensorValue {
  const size = shape.at(-1) ?? 1;
  const order = orderOf(size);
  const rows = values.length / size;
  const chosen = Float32Array.from({ length: rows * order.length }, (_, i) => values[Math.floor(i / order.length) * size + (order[i % order.length] ?? 0)] ?? NaN);
  return { shape: [...shape.slice(0, -1), order.length], values: chosen };
}

/** A transposed convolution [2, 2, out, in] of stride 2 as a pointwise one [1, 1, in, 2 × 2 × out] to squares of pixels. */
function asPixels({ shape, values }: TensorValue): TensorValue {
  const [rows = 0, columns = 0, outputs = 0, inputs = 0] = shape;
  return { shape: [1, 1, inputs, rows * columns * outputs], values: permute(values, shape, [3, 0, 1, 2]) };
}

/** [1, 1, channels, background and classes] → [classes, channels] */
function rowsOfClasses({ shape, values }: TensorValue): TensorValue {
  const [, , channels = 0, classes = 0] = shape;
  return { shape: [classes - 1, channels], values: permute(values, [channels, classes], [1, 0]).slice(channels) };
}

/** [4, 4, classes, classes], the same for every class and nothing between two, as [4, 4, 1, 1]. */
function forOneClass({ shape, values }: TensorValue): TensorValue {
  const [rows = 0, columns = 0, classes = 0] = shape;
  const one = Float32Array.from({ length: rows * columns }, (_, at) => values[at * classes * classes] ?? NaN);
  values.forEach((value, i) => {
    const [to, from] = [Math.floor(i / classes) % classes, i % classes];
    if (value !== (to === from ? one[Math.floor(i / classes / classes)] : 0)) throw new InvalidInputError('The masks are not enlarged each by itself and all alike, as they were published.');
  });
  return { shape: [rows, columns, 1, 1], values: one };
}

function unused(name: string, { values }: TensorValue): [] {
  if (values.some((value) => value !== 0)) throw new InvalidInputError(`'${name}' is not all zero, as it was published.`);
  return [];
}

/** Heights and widths, of corners x1 y1 x2 y2 with the last pixel inside. */
const anchorSizes = ({ shape: [count = 0], values }: TensorValue): [number, number][] => upTo(count).map((row) => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = values.slice(4 * row, 4 * row + 4);
  return [tidied(y2 - y1 + 1), tidied(x2 - x1 + 1)];
});

const tidied = (value: number): number => Number(value.toFixed(4));

function required(published: NamedValues, name: string): TensorValue {
  const value = published.get(name);
  if (value === undefined) throw new InvalidInputError(`The published weights have no '${name}'.`);
  return value;
}

const card: Omit<CardText, 'network'> = {
  name: 'mask-rcnn-2go-coco',
  title: 'Everyday things cut out, as first published',
  technicalName: 'MaskRCNN2Go, as published',
  summary: 'Finds the 80 kinds of things of COCO and cuts each out along its edge, in two stages.',
  task: 'instances',
  role: 'initial',
  input: { width: 416, height: 416, sizes: [320, 416], mean: [0, 0, 0], std: [1, 1, 1] },
  categories: COCO_CATEGORIES.map(({ id, name }) => ({ id, name })),
  scoreThreshold: 0.5,
  parent: {
    name: 'MaskRCNN2Go 320',
    source: 'https://github.com/facebookarchive/models at 7e196dd, mask_rcnn_2go/model/int8',
    licence: 'Apache-2.0',
    what: 'All weights. They were int8 and are dequantised; batch normalisation was folded; the first layer reads RGB in place of BGR, the background is the last class, and the last layer of the masks is kept once for all classes.',
  },
  metrics: [],
  limits: [
    'Weak on things smaller than 32 pixels a side: its features have a stride of 16 pixels.',
    'Masks have 24 x 24 cells: fine edges of large things are rounded off.',
    'Published for pictures whose shorter side has 320 pixels; here they are letterboxed into 416 x 416, which comes nearest to it.',
    'At most 20 things in a picture: each of them gets a mask, whether it is there or not.',
    'Rounded to eight bits by the source, and trained with COCO’s photographs of 2017, some of which are in our validation split.',
  ],
  licence: 'Apache-2.0',
  attribution: [
    'MaskRCNN2Go by Facebook (Apache-2.0), https://github.com/facebookarchive/models',
    'Trained by its authors on COCO 2017 (annotations CC BY 4.0), https://cocodataset.org',
  ],
};
