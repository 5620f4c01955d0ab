import { EngineError } from '../../../errors';
import { planFromAttributes, type RoiAlignPlan } from '../../../kernels/roi-align/plan';
import { roiAlignKernel } from '../../../kernels/roi-align/register';
import { inputOf, outputOf, type GraphNode } from '../../graph';
import type { OnnxBuilder } from '../builder';
import type { Lowering } from '../lowering';
import type { Rules } from './rule';

/**
 * Regions go to the level that fits them, are cut out there by ONNX's RoiAlign (whose 'half_pixel' is our convention,
 * 'output_half_pixel' the older one, and 0 samples adaptive ones), and are put back in their order.
 */
function roiAlign(node: GraphNode, lowering: Lowering): void {
  const { builder } = lowering;
  const plan = planFromAttributes(node.attributes);
  const pictures = picturesOf(node, lowering);
  const boxes = lowering.plain(inputOf(node, 'boxes')); // y1 x1 y2 x2
  const levels = levelOf(builder, boxes, plan);
  const corners = builder.add('Gather', [boxes, builder.ints([1, 0, 3, 2])], { axis: 1 }); // x1 y1 x2 y2, as RoiAlign takes them
  const rowsOfLevel = plan.strides.map((_, level) =>
    builder.add('Reshape', [builder.add('NonZero', [builder.add('Equal', [levels, builder.ints([level], [])])]), builder.ints([-1])]));
  const cut = plan.strides.map((stride, level) => {
    const rows = rowsOfLevel[level] ?? '';
    const regions = builder.add('Gather', [corners, rows], { axis: 0 });
    return builder.add('RoiAlign', [lowering.channelsFirst(inputOf(node, `level${level}`)).name, regions, builder.add('Gather', [pictures, rows], { axis: 0 })], {
      coordinate_transformation_mode: plan.halfPixel ? 'half_pixel' : 'output_half_pixel',
      mode: 'avg',
      output_height: plan.outputSize,
      output_width: plan.outputSize,
      sampling_ratio: plan.samplingRatio,
      spatial_scale: { float: 1 / stride },
    });
  });
  const places = inverse(builder, builder.add('Concat', rowsOfLevel, { axis: 0 }));
  const name = builder.add('Gather', [builder.add('Concat', cut, { axis: 0 }), places], { axis: 0 });
  const [count = 0, height = 1, width = 1, channels = 1] = outputOf(node).shape;
  lowering.setChannelsFirst(outputOf(node), { name, spatial: [count, height, width], channels: [channels] });
}

/** int64 [regions]: ONNX's operator would read beyond the pictures for a region of none. */
function picturesOf(node: GraphNode, lowering: Lowering): string {
  const indices = inputOf(node, 'batchIndices');
  const [count = 0] = inputOf(node, 'level0').shape;
  if (indices.constant?.values.every((index) => index >= 0 && index < count) !== true) {
    throw new EngineError('RoIAlign can be exported where it is known which picture each region belongs to.');
  }
  return lowering.plain(indices);
}

/** int64 [regions]: how many of the thresholds a region's area reaches. */
function levelOf(builder: OnnxBuilder, boxes: string, { levelAreas }: RoiAlignPlan): string {
  const [y1 = '', x1 = '', y2 = '', x2 = ''] = builder.addAll('Split', [boxes, builder.ints([1, 1, 1, 1])], 4, { axis: 1 });
  const side = (from: string, to: string) => builder.add('Relu', [builder.add('Sub', [to, from])]);
  const area = builder.add('Mul', [side(y1, y2), side(x1, x2)]); // [regions, 1]
  const reached = builder.add('GreaterOrEqual', [area, builder.floats(levelAreas, [1, levelAreas.length])]);
  return builder.add('ReduceSum', [builder.add('Cast', [reached], { to: 7 }), builder.ints([1])], { keepdims: 0 });
}

/** Of a list that holds each of 0 to n - 1 once: where each of them stands, which is the order that sorts it. */
function inverse(builder: OnnxBuilder, list: string): string {
  return builder.addAll('TopK', [list, builder.add('Shape', [list])], 2, { largest: 0 })[1] ?? '';
}

export const roiAlignRules: Rules = { [roiAlignKernel]: roiAlign };
