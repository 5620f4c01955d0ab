import { EngineError } from '../../../errors';
import { convolutionWindow } from '../../../kernels/convolution-window';
import { inputOf, type GraphNode } from '../../graph';
import { epilogueOf } from '../epilogue';
import type { Lowering } from '../lowering';
import { groupsFor, lanes, type Step } from '../step';
import { windowSizes } from './convolution';

/** Threads that keep a small graphics card busy. */
const ENOUGH_THREADS = 4096;

/**
 * Depthwise convolutions. A thread computes four channels of up to four places of a row: what it loads of the input serves
 * all places that it falls under, and a row of weights serves all of them.
 */
export function depthwiseStep(node: GraphNode, lowering: Lowering): Step {
  const filter = inputOf(node, 'filter');
  const window = convolutionWindow({ attrs: node.attributes }, inputOf(node, 'x').shape, filter.shape, true);
  const { filterHeight, filterWidth, strideWidth, dilationHeight, dilationWidth, outHeight, outWidth, batchSize, inChannels, outChannels } = window;
  if (outChannels !== inChannels) throw new EngineError('a depthwise convolution that gives several channels for one');
  if (dilationHeight !== 1 || dilationWidth !== 1) throw new EngineError('a depthwise convolution with holes');
  const groups = lanes(inChannels);
  const rows = batchSize * outHeight;
  const places = [4, 2].find((count) => rows * Math.ceil(outWidth / count) * groups >= ENOUGH_THREADS) ?? 1;
  const tiles = Math.ceil(outWidth / places);
  const { code, reads } = epilogueOf(node, (name) => lowering.read(inputOf(node, name)));
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(inputOf(node, 'x')), ...reads },
    sizes: {
      rows, tiles, columns: groups, weights: lowering.parameters.add(filter, inChannels), bias: lowering.parameters.add(node.inputs.bias, inChannels), ...windowSizes(window),
    },
    workgroups: groupsFor(rows * tiles * groups),
    body: code + sums(places, filterHeight, filterWidth, strideWidth),
  };
}

function sums(places: number, filterHeight: number, filterWidth: number, stride: number): string {
  const list = (length: number, code: (i: number) => string) => Array.from({ length }, (_, i) => code(i)).join('\n');
  const column = (i: number) => `
    { let x = x0 + ${i};
      let value = select(vec4<f32>(), read_x(line + clamp(x, 0, s.in_width - 1), c), x >= 0 && x < s.in_width);
      ${list(places, (place) => (i - place * stride >= 0 && i - place * stride < filterWidth ? `sum${place} += value * w${i - place * stride};` : ''))} }`;
  return `
fn run(index : i32) {
  let c = index % s.columns;
  let tile = index / s.columns % s.tiles;
  let row = index / s.columns / s.tiles;
  if (row >= s.rows) { return; }
  let x0 = tile * ${places * stride} - s.left;
  let y0 = row % s.out_height * s.stride_y - s.top;
  ${list(places, (i) => `var sum${i} = parameters[s.bias + c];`)}
  for (var dy = 0; dy < ${filterHeight}; dy++) {
    let y = y0 + dy;
    if (y < 0 || y >= s.in_height) { continue; }
    let line = (row / s.out_height * s.in_height + y) * s.in_width;
    ${list(filterWidth, (i) => `let w${i} = parameters[s.weights + (dy * ${filterWidth} + ${i}) * s.columns + c];`)}
    ${list((places - 1) * stride + filterWidth, column)}
  }
  let first = row * s.out_width + tile * ${places};
  ${list(places, (i) => `if (tile * ${places} + ${i} < s.out_width) { finish(first + ${i}, c, sum${i}); }`)}
}
`;
}
