import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { numberOf, numbersOf } from '../../kernels/arguments';
import { sliceOf, splitSizes } from '../../kernels/copies/parts';
import { VIEWS } from '../costs';
import { inputOf, listOf, outputOf, sizeOf, type Graph, type GraphNode, type Value } from '../graph';
import { positive } from '../shapes';
import { copyStep, type Block } from './kernels/copy';
import { channelsOf, isContiguous, type Region, type Step, type View } from './step';

/** Kernels that this engine runs as addressing where it can, and as copies where it cannot. */
export const MOVES: readonly string[] = [...VIEWS, tf.Concat, tf.SplitV, tf.Slice, tf.Transpose, tf.DepthToSpace];

/**
 * Where every value lies. Reshapes and parts of rows are other views of the same numbers; what is concatenated is written to
 * its part of the result at once, by whichever kernel computes it, if nothing else decides where it lies.
 */
export class Placement {
  private readonly views = new Map<Value, View>();

  constructor({ inputs, nodes, outputs }: Graph) {
    const fixed = new Set<Value>([...inputs, ...outputs]);
    for (const node of nodes) if (MOVES.includes(node.kernel)) for (const output of node.outputs) fixed.add(output);
    // The last first: a part of a part lies in the whole.
    for (const node of [...nodes].reverse()) {
      if (node.kernel !== tf.Concat) continue;
      const whole = outputOf(node);
      for (const { value, view } of partsOf(node, this.of(whole))) {
        if (view !== undefined && value.constant === undefined && !fixed.has(value) && !this.views.has(value)) this.views.set(value, view);
      }
    }
  }

  /** Where a value lies; one that was not asked for before gets a place of its own. */
  of(value: Value): View {
    const known = this.views.get(value);
    if (known !== undefined) return known;
    const view = { region: regionFor(value), offset: 0, row: channelsOf(value) };
    this.views.set(value, view);
    return view;
  }

  /** A value with its numbers one after another, and the copy that this needs. @param fresh never the value's own place */
  contiguous(value: Value, fresh = false): { readonly view: View; readonly steps: readonly Step[] } {
    const from = this.of(value);
    if (!fresh && isContiguous(from, value)) return { view: from, steps: [] };
    const view = { region: regionFor(value), offset: 0, row: channelsOf(value) };
    return { view, steps: [copyOf('Contiguous', value, from, view)] };
  }

  /** Gives the outputs of one of `MOVES` their places. @returns the copies that this needs */
  move(node: GraphNode): readonly Step[] {
    switch (node.kernel) {
      case tf.Concat: return this.concatenated(node);
      case tf.SplitV: {
        const x = inputOf(node, 'x');
        const axis = positive(numberOf(node.attributes, 'axis'), x.shape.length);
        let begin = 0;
        return splitSizes(node.attributes, x.shape[axis] ?? 0).flatMap((size, index) => {
          const output = node.outputs[index];
          if (output === undefined) throw new EngineError('a split without its outputs');
          const steps = this.part(node, x, output, x.shape.map((_, other) => (other === axis ? begin : 0)));
          begin += size;
          return steps;
        });
      }
      case tf.Slice: return this.part(node, inputOf(node, 'x'), outputOf(node), sliceOf(node.attributes, inputOf(node, 'x').shape).begin);
      case tf.Transpose: return this.transposed(node);
      case tf.DepthToSpace: return this.spread(node);
      default: return this.reshaped(node);
    }
  }

  private reshaped(node: GraphNode): readonly Step[] {
    const x = inputOf(node, node.kernel === tf.ExpandDims ? 'input' : 'x');
    const output = outputOf(node);
    const from = this.of(x);
    if (!isContiguous(from, x) && channelsOf(x) === channelsOf(output)) {
      this.views.set(output, from);
      return [];
    }
    const { view, steps } = this.contiguous(x);
    this.views.set(output, { ...view, row: channelsOf(output) });
    return steps;
  }

  private concatenated(node: GraphNode): readonly Step[] {
    const whole = outputOf(node);
    const axis = axisOf(node);
    return partsOf(node, this.of(whole)).flatMap(({ value, view, begin }) => {
      const from = this.of(value);
      if (view !== undefined && view.region === from.region && view.offset === from.offset) return [];
      const strides = stridesOf(whole, this.of(whole));
      const to = { ...this.of(whole), offset: this.of(whole).offset + begin * (strides[axis] ?? 0) };
      return copyStep(labelOf(node), from, to, squeezed({ sizes: value.shape, from: stridesOf(value, from), to: strides }));
    });
  }

  /** A box of `x` from `begin` on: a view where it is rows of the same length, or parts of rows. */
  private part(node: GraphNode, x: Value, output: Value, begin: readonly number[]): readonly Step[] {
    const from = this.of(x);
    const strides = stridesOf(x, from);
    const start = { ...from, offset: from.offset + begin.reduce((sum, first, axis) => sum + first * (strides[axis] ?? 0), 0) };
    const cut = output.shape.findIndex((size, axis) => size !== x.shape[axis]);
    const last = x.shape.length - 1;
    const onlyRows = output.shape.every((size, axis) => axis === cut || axis === last || size === x.shape[axis]) && sizeOf(output.shape.slice(0, Math.max(0, cut))) === 1;
    const onlyChannels = output.shape.every((size, axis) => axis === last || size === x.shape[axis]);
    if (onlyRows || onlyChannels) {
      this.views.set(output, start);
      return [];
    }
    const to = this.of(output);
    return [copyStep(labelOf(node), start, to, squeezed({ sizes: output.shape, from: strides, to: stridesOf(output, to) }))];
  }

  private transposed(node: GraphNode): readonly Step[] {
    const x = inputOf(node, 'x');
    const output = outputOf(node);
    const [from, to] = [this.of(x), this.of(output)];
    const strides = stridesOf(x, from);
    const moved = numbersOf(node.attributes, 'perm').map((axis) => strides[axis] ?? 0);
    return [copyStep(labelOf(node), from, to, squeezed({ sizes: output.shape, from: moved, to: stridesOf(output, to) }))];
  }

  /** Channels that become pixels: of each cell the channels of a row of pixels are one after another before and after. */
  private spread(node: GraphNode): readonly Step[] {
    const x = inputOf(node, 'x');
    const output = outputOf(node);
    const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
    const block = numberOf(node.attributes, 'blockSize');
    const row = channels / block;
    const [from, to] = [this.of(x), this.of(output)];
    if (!isContiguous(to, output)) throw new EngineError('pixels that become a part of a concatenation');
    return [copyStep(labelOf(node), from, to, { sizes: [n * height, block, width, row], from: [width * from.row, row, from.row, 1], to: [block * width * row, width * row, row, 1] })];
  }
}

export const labelOf = ({ kernel, place }: Pick<GraphNode, 'kernel' | 'place'>): string => (place === '' ? kernel : `${kernel} (${place})`);

export const regionFor = ({ shape }: Pick<Value, 'shape'>): Region => ({ floats: Math.max(1, sizeOf(shape)) });

const axisOf = (node: GraphNode): number => positive(numberOf(node.attributes, 'axis'), outputOf(node).shape.length);

/** The inputs of a concatenation, and their places in its result where these are views: rows one after another, or parts of all rows. */
function partsOf(node: GraphNode, whole: View): { readonly value: Value; readonly begin: number; readonly view: View | undefined }[] {
  const { shape } = outputOf(node);
  const axis = axisOf(node);
  const stride = stridesOf(outputOf(node), whole)[axis] ?? 0;
  const isView = axis === shape.length - 1 || sizeOf(shape.slice(0, axis)) === 1;
  let begin = 0;
  return listOf(node).map((value) => {
    const part = { value, begin, view: isView ? { ...whole, offset: whole.offset + begin * stride } : undefined };
    begin += value.shape[axis] ?? 0;
    return part;
  });
}

/** How far apart the entries of each axis lie, in floats. */
function stridesOf({ shape }: Value, view: View): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = axis === shape.length - 2 ? view.row : (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

const copyOf = (label: string, value: Value, from: View, to: View): Step =>
  copyStep(label, from, to, squeezed({ sizes: value.shape, from: stridesOf(value, from), to: stridesOf(value, to) }));

/** Without axes of one entry; axes that follow one another on both sides become one. */
function squeezed({ sizes, from, to }: Block): Block {
  const axes: { size: number; from: number; to: number }[] = [];
  sizes.forEach((size, axis) => {
    if (size === 1) return;
    const next = { size, from: from[axis] ?? 0, to: to[axis] ?? 0 };
    const last = axes.at(-1);
    if (last !== undefined && last.from === size * next.from && last.to === size * next.to) axes.splice(-1, 1, { ...next, size: last.size * size });
    else axes.push(next);
  });
  if (axes.length === 0) axes.push({ size: 1, from: 1, to: 1 });
  return { sizes: axes.map(({ size }) => size), from: axes.map((axis) => axis.from), to: axes.map((axis) => axis.to) };
}
