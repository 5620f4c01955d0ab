import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../kernels/arguments';
import { poolingWindow, type Window } from '../../kernels/convolution-window';
import { inputOf, type GraphNode } from '../graph';
import { windowOf } from '../convolutions';
import { rewrite, type Pass } from '../rewrite';

/** What pads a maximum without ever being one, for no activation is as small. */
const NEVER_THE_MAXIMUM = -1e30;

/** Moves padding into the convolution that reads it, which then needs no padded copy. */
export const foldPadding: Pass = (graph) => rewrite(graph, (node, { producerOf }) => {
  const window = windowOf(node);
  const pad = window && producerOf(inputOf(node, 'x'));
  const borders = pad && bordersOf(pad);
  return window && pad && borders && numberOf(pad.attributes, 'constantValue') === 0 ? padded(node, pad, window, borders) : undefined;
});

/** The same for the largest of a window. Neither tfjs-node nor a graph model of tfjs can pool with explicit padding: leave it out for them. */
export const foldPoolPadding: Pass = (graph) => rewrite(graph, (node, { producerOf }) => {
  const x = node.kernel === tf.MaxPool ? inputOf(node, 'x') : undefined;
  const pad = x && producerOf(x);
  const borders = pad && bordersOf(pad);
  if (!x || !pad || !borders || numberOf(pad.attributes, 'constantValue') > NEVER_THE_MAXIMUM) return undefined;
  return padded(node, pad, poolingWindow({ attrs: node.attributes }, x.shape), borders);
});

interface Borders {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The padding of [n, h, w, c] along h and w; undefined for other kernels and where another axis is padded, too. */
function bordersOf({ kernel, attributes: { paddings } }: GraphNode): Borders | undefined {
  if (kernel !== tf.PadV2 || !Array.isArray(paddings) || paddings.length !== 4) return undefined;
  const [batch, rows, columns, channels] = paddings.map((pair): readonly [number, number] => (Array.isArray(pair) ? [Number(pair[0]), Number(pair[1])] : [0, 0]));
  if (!batch || !rows || !columns || !channels || [...batch, ...channels].some((size) => size !== 0)) return undefined;
  return { top: rows[0], bottom: rows[1], left: columns[0], right: columns[1] };
}

/** `node` without the padding before it; the window's own comes on top. */
function padded(node: GraphNode, pad: GraphNode, { padInfo }: Window, { top, bottom, left, right }: Borders): GraphNode {
  const explicit = [[0, 0], [top + padInfo.top, bottom + padInfo.bottom], [left + padInfo.left, right + padInfo.right], [0, 0]];
  return { ...node, inputs: { ...node.inputs, x: inputOf(pad, 'x') }, attributes: { ...node.attributes, pad: explicit } };
}
