import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { numberOf, numbersOf } from '../../../kernels/arguments';
import { sliceOf, splitSizes } from '../../../kernels/copies/parts';
import { inputOf, listOf, outputOf, sameShape, sizeOf, type GraphNode, type Value } from '../../graph';
import { axesOf, positive } from '../../shapes';
import { axisIn, dimsOf, resized, type ChannelsFirst, type Lowering } from '../lowering';
import type { Rule, Rules } from './rule';

/** What moves numbers without changing them. Each keeps the channels first where that is how its input is there. */

const reshape = (input: string): Rule => (node, lowering) => {
  const x = inputOf(node, input);
  const output = outputOf(node);
  const form = lowering.formOf(x);
  const channels = form && channelsOf(form, output.shape);
  if (form === undefined || channels === undefined) return lowering.setPlain(output, lowering.reshape(lowering.plain(x), output.shape));
  const regrouped = { ...form, channels };
  lowering.setChannelsFirst(output, sameShape(channels, form.channels) ? form : { ...regrouped, name: lowering.reshape(form.name, dimsOf(regrouped)) });
};

/** How a new shape groups the channels of a form; undefined where it mixes them with rows and columns. */
function channelsOf({ spatial }: ChannelsFirst, shape: readonly number[]): readonly number[] | undefined {
  const pixels = sizeOf(spatial);
  const leading = [3, 1, 2].find((axes) => axes < shape.length && sizeOf(shape.slice(0, axes)) === pixels);
  return leading === undefined ? undefined : shape.slice(leading);
}

const transpose: Rule = (node, lowering) => {
  const x = inputOf(node, 'x');
  const output = outputOf(node);
  const order = numbersOf(node.attributes, 'perm');
  const form = lowering.formOf(x);
  const leading = form === undefined ? 0 : x.shape.length - form.channels.length;
  if (form === undefined || !order.every((from, axis) => axis >= leading || from === axis)) return lowering.setPlain(output, lowering.permuted(x, order));
  const moved = order.slice(leading).map((axis) => axis - leading);
  const { length } = moved;
  lowering.setChannelsFirst(output, {
    ...form,
    channels: moved.map((axis) => form.channels[axis] ?? 1),
    name: lowering.builder.add('Transpose', [form.name], { perm: [0, ...moved.map((axis) => axis + 1), length + 1, length + 2] }),
  });
};

/** Calls `write` with the input's tensor, its sizes and the axis in it, channels first if possible, and keeps what it gives. */
function along(node: GraphNode, lowering: Lowering, x: Value, axis: number, write: (name: string, dims: readonly number[], axis: number) => readonly { readonly name: string; readonly dims: readonly number[] }[]): void {
  const form = lowering.formOf(x);
  const inForm = form && axisIn(form, x.shape, axis);
  if (form !== undefined && inForm !== undefined) {
    write(form.name, dimsOf(form), inForm).forEach(({ name, dims }, index) => setOutput(node, index, (value) => lowering.setChannelsFirst(value, resized(name, dims))));
  } else {
    write(lowering.plain(x), x.shape, axis).forEach(({ name }, index) => setOutput(node, index, (value) => lowering.setPlain(value, name)));
  }
}

function setOutput(node: GraphNode, index: number, set: (value: Value) => void): void {
  const output = node.outputs[index];
  if (output !== undefined) set(output);
}

const split: Rule = (node, lowering) => {
  const x = inputOf(node, 'x');
  const axis = positive(numberOf(node.attributes, 'axis'), x.shape.length);
  along(node, lowering, x, axis, (name, dims, at) => {
    const sizes = splitSizes(node.attributes, dims[at] ?? 0);
    const names = lowering.builder.addAll('Split', [name, lowering.builder.ints(sizes)], sizes.length, { axis: at });
    return names.map((part, index) => ({ name: part, dims: dims.map((size, other) => (other === at ? sizes[index] ?? 0 : size)) }));
  });
};

const slice: Rule = (node, lowering) => {
  const x = inputOf(node, 'x');
  const { begin, size } = sliceOf(node.attributes, x.shape);
  const cut = x.shape.flatMap((length, axis) => (size[axis] === length ? [] : [axis]));
  const form = lowering.formOf(x);
  const inForm = form && cut.map((axis) => axisIn(form, x.shape, axis));
  const apply = (name: string, axes: readonly number[]) => {
    const bounds = [cut.map((axis) => begin[axis] ?? 0), cut.map((axis) => (begin[axis] ?? 0) + (size[axis] ?? 0)), axes];
    return lowering.builder.add('Slice', [name, ...bounds.map((numbers) => lowering.builder.ints(numbers))]);
  };
  if (form === undefined || inForm === undefined || !inForm.every((axis) => axis !== undefined)) return lowering.setPlain(outputOf(node), apply(lowering.plain(x), cut));
  const dims = dimsOf(form).map((length, axis) => (inForm.includes(axis) ? size[cut[inForm.indexOf(axis)] ?? 0] ?? 0 : length));
  lowering.setChannelsFirst(outputOf(node), resized(apply(form.name, inForm), dims));
};

/** A slice that goes backwards from the last. */
const reverse: Rule = (node, lowering) => {
  const x = inputOf(node, 'x');
  const axes = axesOf(node.attributes, x.shape.length);
  const each = (bound: number) => lowering.builder.ints(axes.map(() => bound));
  lowering.setPlain(outputOf(node), lowering.builder.add('Slice', [lowering.plain(x), each(-1), each(BEFORE_THE_FIRST), lowering.builder.ints(axes), each(-1)]));
};

const BEFORE_THE_FIRST = -(2 ** 31);

const concat: Rule = (node, lowering) => {
  const list = listOf(node);
  const output = outputOf(node);
  const axis = positive(numberOf(node.attributes, 'axis'), output.shape.length);
  const like = list.find((value) => lowering.formOf(value) !== undefined);
  const form = like && lowering.formOf(like);
  const inForm = form && output.shape.length === 4 && form.channels.length === 1 ? axisIn(form, like.shape, axis) : undefined;
  if (inForm === undefined) return lowering.setPlain(output, lowering.builder.add('Concat', list.map((value) => lowering.plain(value)), { axis }));
  const [n = 1, h = 1, w = 1, c = 1] = output.shape;
  const name = lowering.builder.add('Concat', list.map((value) => lowering.channelsFirst(value).name), { axis: inForm });
  lowering.setChannelsFirst(output, { name, spatial: [n, h, w], channels: [c] });
};

const pad: Rule = (node, lowering) => padded(node, lowering, (name, pads) =>
  lowering.builder.add('Pad', [name, lowering.builder.ints(pads), lowering.builder.floats([numberOf(node.attributes, 'constantValue')], [])], { mode: 'constant' }));

const mirrorPad: Rule = (node, lowering) => padded(node, lowering, (name, pads) => {
  const symmetric = node.attributes.mode === 'symmetric';
  // ONNX mirrors about the outermost pixel; a copy of just that pixel is what it calls the edge.
  if (symmetric && pads.some((size) => size > 1)) throw new EngineError('A symmetric padding by more than one pixel has no counterpart in ONNX.');
  return lowering.builder.add('Pad', [name, lowering.builder.ints(pads)], { mode: symmetric ? 'edge' : 'reflect' });
});

function padded(node: GraphNode, lowering: Lowering, write: (name: string, pads: readonly number[]) => string): void {
  const { paddings } = node.attributes;
  const x = inputOf(node, 'x');
  if (!Array.isArray(paddings)) throw new EngineError('A padding was recorded without its paddings.');
  const pairs = paddings.map((pair): readonly [number, number] => (Array.isArray(pair) ? [Number(pair[0]), Number(pair[1])] : [0, 0]));
  const form = lowering.formOf(x);
  if (form === undefined || pairs.length !== 4 || form.channels.length !== 1) {
    return lowering.setPlain(outputOf(node), write(lowering.plain(x), [...pairs.map(([before]) => before), ...pairs.map(([, after]) => after)]));
  }
  const ordered = [0, 3, 1, 2].map((axis) => pairs[axis] ?? [0, 0]);
  const name = write(form.name, [...ordered.map(([before]) => before), ...ordered.map(([, after]) => after)]);
  const [n = 1, h = 1, w = 1, c = 1] = outputOf(node).shape;
  lowering.setChannelsFirst(outputOf(node), { name, spatial: [n, h, w], channels: [c] });
}

const tile: Rule = (node, lowering) =>
  lowering.setPlain(outputOf(node), lowering.builder.add('Tile', [lowering.plain(inputOf(node, 'x')), lowering.builder.ints(numbersOf(node.attributes, 'reps'))]));

const pack: Rule = (node, lowering) => {
  const axis = positive(numberOf(node.attributes, 'axis'), outputOf(node).shape.length);
  const parts = listOf(node).map((value) => lowering.reshape(lowering.plain(value), [...value.shape.slice(0, axis), 1, ...value.shape.slice(axis)]));
  lowering.setPlain(outputOf(node), lowering.builder.add('Concat', parts, { axis }));
};

const unpack: Rule = (node, lowering) => {
  const value = inputOf(node, 'value');
  const axis = positive(numberOf(node.attributes, 'axis'), value.shape.length);
  const sizes = node.outputs.map(() => 1);
  const parts = lowering.builder.addAll('Split', [lowering.plain(value), lowering.builder.ints(sizes)], sizes.length, { axis });
  node.outputs.forEach((output, index) => lowering.setPlain(output, lowering.reshape(parts[index] ?? '', output.shape)));
};

export const rearrangingRules: Rules = {
  [tf.Reshape]: reshape('x'),
  [tf.ExpandDims]: reshape('input'),
  [tf.Transpose]: transpose,
  [tf.SplitV]: split,
  [tf.Slice]: slice,
  [tf.Concat]: concat,
  [tf.PadV2]: pad,
  [tf.MirrorPad]: mirrorPad,
  [tf.Tile]: tile,
  [tf.Pack]: pack,
  [tf.Unpack]: unpack,
  [tf.Reverse]: reverse,
};
