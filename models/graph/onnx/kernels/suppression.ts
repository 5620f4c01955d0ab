import { suppressionOptions } from '../../../kernels/nms/host';
import { nmsKernel } from '../../../kernels/nms/register';
import { inputOf, outputOf, type GraphNode, type Value } from '../../graph';
import type { OnnxBuilder } from '../builder';
import type { Lowering } from '../lowering';
import type { Rules } from './rule';

/** A score that no box has: what stands for "of another class". */
const NEVER = -3e38;

/**
 * Suppression within classes: ONNX's operator looks at every class by itself, so each gets the scores of its own boxes.
 * What it keeps is put in our order (best first, of equal scores the lower index) and filled up with -1.
 */
function suppression(node: GraphNode, lowering: Lowering): void {
  const { builder } = lowering;
  const { iouThreshold, scoreThreshold, maxOutputs } = suppressionOptions(node.attributes);
  const boxes = inputOf(node, 'boxes');
  const scores = lowering.plain(inputOf(node, 'scores'));
  const { classes } = node.inputs;
  const least = Math.max(scoreThreshold, classes === undefined ? -Infinity : NEVER);
  const count = boxes.shape[0] ?? 0;
  const selected = builder.add('NonMaxSuppression', [
    lowering.reshape(lowering.plain(boxes), [1, count, 4]),
    classes === undefined ? lowering.reshape(scores, [1, 1, count]) : scoresByClass(lowering, scores, classes, count),
    builder.ints([maxOutputs]),
    builder.floats([iouThreshold]),
    // Without a threshold nothing is dropped.
    ...(least === -Infinity ? [] : [builder.floats([least])]),
  ]); // [kept, 3] batch, class, box
  const kept = builder.add('Gather', [selected, builder.ints([2], [])], { axis: 1 });
  lowering.setPlain(outputOf(node), filledUp(builder, bestFirst(builder, kept, scores, maxOutputs), maxOutputs));
}

/** [1, classes, boxes]: the score of a box in its class, `NEVER` in the others. */
function scoresByClass(lowering: Lowering, scores: string, classes: Value, count: number): string {
  const { builder } = lowering;
  const own = lowering.plain(classes);
  const most = builder.add('Add', [builder.add('ReduceMax', [own], { keepdims: 0 }), builder.ints([1], [])]);
  const all = builder.add('Unsqueeze', [builder.add('Range', [builder.ints([0], []), most, builder.ints([1], [])]), builder.ints([1])]); // [classes, 1]
  const table = builder.add('Where', [builder.add('Equal', [all, own]), scores, builder.floats([NEVER], [])]);
  return builder.add('Reshape', [table, builder.ints([1, -1, count])]);
}

/** Indices sorted, then by their scores with a sort that leaves equal ones as they are, cut to `most`. */
function bestFirst(builder: OnnxBuilder, indices: string, scores: string, most: number): string {
  const count = builder.add('Shape', [indices]);
  const [ascending = ''] = builder.addAll('TopK', [indices, count], 2, { largest: 0 });
  const [, order = ''] = builder.addAll('TopK', [builder.add('Gather', [scores, ascending]), builder.add('Min', [count, builder.ints([most])])], 2);
  return builder.add('Gather', [ascending, order]);
}

function filledUp(builder: OnnxBuilder, indices: string, size: number): string {
  const missing = builder.add('Sub', [builder.ints([size]), builder.add('Shape', [indices])]);
  return builder.add('Reshape', [builder.add('Pad', [indices, builder.add('Concat', [builder.ints([0]), missing], { axis: 0 }), builder.ints([-1], [])]), builder.ints([size])]);
}

export const suppressionRules: Rules = { [nmsKernel]: suppression };
