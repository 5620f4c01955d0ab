import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { numberOf, numbersOf } from '../../../kernels/arguments';
import { inputOf, outputOf, sameShape, type GraphNode } from '../../graph';
import { positive, axesOf } from '../../shapes';
import type { Lowering } from '../lowering';
import { activated, cast } from './elementwise';
import type { Rule, Rules } from './rule';

/** Sums and choices along axes, matrix products, and what is known without computing. */

const reduce = (type: string, overPicture?: string): Rule => (node, lowering) => {
  const x = inputOf(node, 'x');
  const output = outputOf(node);
  const axes = axesOf(node.attributes, x.shape.length);
  const keepDims = node.attributes.keepDims === true;
  const form = lowering.formOf(x);
  if (form !== undefined && overPicture !== undefined && sameShape(axes, [1, 2]) && form.channels.length === 1 && sameShape(x.shape.slice(0, 3), form.spatial)) {
    const pooled = lowering.builder.add(overPicture, [form.name]);
    if (keepDims) lowering.setChannelsFirst(output, { name: pooled, spatial: [form.spatial[0], 1, 1], channels: form.channels });
    else lowering.setPlain(output, lowering.reshape(pooled, output.shape));
    return;
  }
  lowering.setPlain(output, lowering.builder.add(type, [lowering.plain(x), lowering.builder.ints(axes)], { keepdims: keepDims ? 1 : 0 }));
};

/** Whether all or any are true: the smallest or the largest of 0 and 1. */
const agree = (type: 'ReduceMin' | 'ReduceMax'): Rule => (node, lowering) => {
  const x = inputOf(node, 'x');
  const { builder } = lowering;
  const axes = builder.ints(axesOf(node.attributes, x.shape.length));
  const chosen = builder.add(type, [cast(builder, lowering.plain(x), 'int32'), axes], { keepdims: node.attributes.keepDims === true ? 1 : 0 });
  lowering.setPlain(outputOf(node), cast(builder, chosen, 'bool'));
};

const softmax = (type: string): Rule => (node, lowering) => {
  const logits = inputOf(node, 'logits');
  const form = lowering.formOf(logits);
  if (form === undefined) lowering.setPlain(outputOf(node), lowering.builder.add(type, [lowering.plain(logits)], { axis: -1 }));
  else lowering.setChannelsFirst(outputOf(node), { ...form, name: lowering.builder.add(type, [form.name], { axis: form.channels.length }) });
};

const argument = (type: string): Rule => (node, lowering) => {
  const x = inputOf(node, 'x');
  const { axis } = node.attributes;
  const given = typeof axis === 'number' ? axis : numbersOf(node.attributes, 'axis')[0] ?? 0;
  lowering.setPlain(outputOf(node), lowering.builder.add(type, [lowering.plain(x)], { axis: positive(given, x.shape.length), keepdims: 0 }));
};

const product: Rule = (node, lowering) => {
  const { builder } = lowering;
  const a = matrix(node, lowering, 'a', node.attributes.transposeA === true);
  const b = matrix(node, lowering, 'b', node.attributes.transposeB === true);
  const { bias } = node.inputs;
  const multiplied = builder.add('MatMul', [a, b]);
  lowering.setPlain(outputOf(node), activated(builder, bias === undefined ? multiplied : builder.add('Add', [multiplied, lowering.plain(bias)]), node));
};

function matrix(node: GraphNode, lowering: Lowering, name: string, transposed: boolean): string {
  const value = inputOf(node, name);
  if (!transposed) return lowering.plain(value);
  const { length } = value.shape;
  return lowering.permuted(value, [...value.shape.keys()].map((axis) => (axis === length - 2 ? length - 1 : axis === length - 1 ? length - 2 : axis)));
}

const topK: Rule = (node, lowering) => {
  const [values, indices] = node.outputs;
  const k = lowering.builder.ints([numberOf(node.attributes, 'k')]);
  const [best = '', places = ''] = lowering.builder.addAll('TopK', [lowering.plain(inputOf(node, 'x')), k], 2, { axis: -1, largest: 1, sorted: 1 });
  if (values !== undefined) lowering.setPlain(values, best);
  if (indices !== undefined) lowering.setPlain(indices, places);
};

const gather: Rule = (node, lowering) => {
  const x = inputOf(node, 'x');
  const axis = positive(numberOf(node.attributes, 'axis'), x.shape.length);
  lowering.setPlain(outputOf(node), lowering.builder.add('Gather', [lowering.plain(x), lowering.plain(inputOf(node, 'indices'))], { axis }));
};

const known = (numbers: (node: GraphNode, size: number) => ArrayLike<number>): Rule => (node, lowering) => {
  const output = outputOf(node);
  const values = Float32Array.from(numbers(node, output.shape.reduce((product_, size) => product_ * size, 1)));
  lowering.setPlain(output, lowering.constant({ ...output, constant: { values } }, output.shape));
};

const range = known(({ attributes }, size) => Array.from({ length: size }, (_, i) => numberOf(attributes, 'start') + i * numberOf(attributes, 'step')));
const filled = (value: number): Rule => known((_, size) => new Float32Array(size).fill(value));

const fill: Rule = (node, lowering) => {
  const { value } = node.attributes;
  if (typeof value !== 'number') throw new EngineError('A tensor filled with something else than a number cannot be exported.');
  filled(value)(node, lowering);
};

export const reductionRules: Rules = {
  [tf.Mean]: reduce('ReduceMean', 'GlobalAveragePool'),
  [tf.Max]: reduce('ReduceMax', 'GlobalMaxPool'),
  [tf.Min]: reduce('ReduceMin'),
  [tf.Sum]: reduce('ReduceSum'),
  [tf.Prod]: reduce('ReduceProd'),
  [tf.All]: agree('ReduceMin'),
  [tf.Any]: agree('ReduceMax'),
  [tf.Softmax]: softmax('Softmax'),
  [tf.LogSoftmax]: softmax('LogSoftmax'),
  [tf.ArgMax]: argument('ArgMax'),
  [tf.ArgMin]: argument('ArgMin'),
  [tf.BatchMatMul]: product,
  [tf._FusedMatMul]: product,
  [tf.TopK]: topK,
  [tf.GatherV2]: gather,
  [tf.Range]: range,
  [tf.Fill]: fill,
  [tf.OnesLike]: filled(1),
  [tf.ZerosLike]: filled(0),
};

