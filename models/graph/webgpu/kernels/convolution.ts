import { EngineError } from '../../../errors';
import { numberOf } from '../../../kernels/arguments';
import { convolutionWindow, type Window } from '../../../kernels/convolution-window';
import { shuffleBlockKernel } from '../../../kernels/pointwise/shuffle-block';
import { inputOf, type GraphNode } from '../../graph';
import { epilogueOf } from '../epilogue';
import type { Lowering } from '../lowering';
import { groupsFor, lanes, rowsOf, WORKGROUP, type Operand, type Step } from '../step';

/** Threads that keep a small graphics card busy: fewer, and each computes fewer places. */
const ENOUGH_THREADS = 4096;

/** Below so many threads and from so many channels on, several threads share one sum. */
const FEW_THREADS = 1024;
const LONG_SUM = 256;

/** Threads of a workgroup that share a sum. */
const SHARES = 8;

/**
 * Convolutions over all channels, of any window. A thread computes four channels of up to four places: each vector of weights
 * that it loads serves all of them, and neighbours read the next weights and the same places.
 */
export function convolutionStep(node: GraphNode, lowering: Lowering): Step {
  const filter = inputOf(node, 'filter');
  const [height = 1, width = 1, depth = 1, columns = 1] = filter.shape;
  const whole = lowering.read(inputOf(node, 'x'));
  const x: Operand = node.kernel === shuffleBlockKernel ? { ...whole, offset: whole.offset + numberOf(node.attributes, 'begin'), channels: depth } : whole;
  if (x.channels !== depth) throw new EngineError('groups of channels');
  const rows = rowsOf(lowering.only(node));
  const groups = lanes(columns);
  const { code, reads } = epilogueOf(node, (name) => lowering.read(inputOf(node, name)));
  const isPointwise = height === 1 && width === 1 && isDense(node);
  const isShared = rows * groups < FEW_THREADS && depth >= LONG_SUM && isPointwise;
  const places = isShared ? 1 : [4, 2].find((count) => (rows * groups) / count >= ENOUGH_THREADS) ?? 1;
  const sizes = { rows, columns: groups, depth: lanes(depth), weights: lowering.parameters.add(filter, columns, depth), bias: lowering.parameters.add(node.inputs.bias, columns) };
  return {
    ...lowering.step(node),
    reads: { x, ...reads },
    sizes: isPointwise ? sizes : { ...sizes, ...windowSizes(windowOf(node)) },
    workgroups: isShared ? rows * Math.ceil(groups / (WORKGROUP / SHARES)) : groupsFor(Math.ceil(rows / places) * groups),
    body: code + (isShared ? sharedSums() : sums(places, isPointwise)),
  };
}

/** Whether places of the output are those of the input, one for one. */
function isDense(node: GraphNode): boolean {
  if (inputOf(node, 'x').shape.length === 2) return true;
  const { strideHeight, strideWidth, padInfo: { top, bottom, left, right } } = windowOf(node);
  return strideHeight === 1 && strideWidth === 1 && top + bottom + left + right === 0;
}

const windowOf = (node: GraphNode): Window => convolutionWindow({ attrs: node.attributes }, inputOf(node, 'x').shape, inputOf(node, 'filter').shape, false);

/** The window as uniforms. */
export const windowSizes = (window: Window): Record<string, number> => ({
  in_height: window.inHeight, in_width: window.inWidth, out_height: window.outHeight, out_width: window.outWidth,
  filter_height: window.filterHeight, filter_width: window.filterWidth, stride_y: window.strideHeight, stride_x: window.strideWidth,
  dilation_y: window.dilationHeight, dilation_x: window.dilationWidth, top: window.padInfo.top, left: window.padInfo.left,
});

function sums(places: number, isPointwise: boolean): string {
  const each = (code: (i: number) => string) => Array.from({ length: places }, (_, i) => code(i)).join('\n');
  const product = `
      let w = s.weights + (TAP * s.depth + k) * 4 * s.columns + c;
      let w0 = parameters[w];
      let w1 = parameters[w + s.columns];
      let w2 = parameters[w + 2 * s.columns];
      let w3 = parameters[w + 3 * s.columns];
      ${each((i) => `let a${i} = READ${i};
      sum${i} += a${i}.x * w0 + a${i}.y * w1 + a${i}.z * w2 + a${i}.w * w3;`)}`;
  const loop = isPointwise
    ? `for (var k = 0; k < s.depth; k++) {${product.replace('TAP', '0').replace(/READ(\d)/g, 'read_x(row$1, k)')} }`
    : `
  ${each((i) => `let y${i} = (row${i} / s.out_width) % s.out_height * s.stride_y - s.top;
  let x${i} = row${i} % s.out_width * s.stride_x - s.left;
  let picture${i} = row${i} / (s.out_width * s.out_height) * s.in_height;`)}
  for (var tap = 0; tap < s.filter_height * s.filter_width; tap++) {
    let dy = tap / s.filter_width * s.dilation_y;
    let dx = tap % s.filter_width * s.dilation_x;
    ${each((i) => `let inside${i} = y${i} + dy >= 0 && y${i} + dy < s.in_height && x${i} + dx >= 0 && x${i} + dx < s.in_width;
    let place${i} = select(0, (picture${i} + y${i} + dy) * s.in_width + x${i} + dx, inside${i});`)}
    for (var k = 0; k < s.depth; k++) {${product.replace('TAP', 'tap').replace(/READ(\d)/g, 'select(vec4<f32>(), read_x(place$1, k), inside$1)')}
    }
  }`;
  return `
fn run(index : i32) {
  let c = index % s.columns;
  let first = index / s.columns * ${places};
  if (first >= s.rows) { return; }
  let bias = parameters[s.bias + c];
  ${each((i) => `let row${i} = min(first + ${i}, s.rows - 1);
  var sum${i} = bias;`)}
  ${loop}
  ${each((i) => (i === 0 ? 'finish(row0, c, sum0);' : `if (first + ${i} < s.rows) { finish(row${i}, c, sum${i}); }`))}
}
`;
}

/** A place a thread of which there are few: its threads take turns along the channels and add up what they have. */
const sharedSums = (): string => `
const SHARES = ${SHARES};
const COLUMNS = ${WORKGROUP / SHARES};
var<workgroup> partial : array<vec4<f32>, ${WORKGROUP}>;
fn run(index : i32) {
  let column_groups = (s.columns + COLUMNS - 1) / COLUMNS;
  let group = index / ${WORKGROUP};
  let row = group / column_groups;
  let c = group % column_groups * COLUMNS + local % COLUMNS;
  var sum = vec4<f32>();
  if (row < s.rows && c < s.columns) {
    for (var k = local / COLUMNS; k < s.depth; k += SHARES) {
      let a = read_x(row, k);
      let w = s.weights + k * 4 * s.columns + c;
      sum += a.x * parameters[w] + a.y * parameters[w + s.columns] + a.z * parameters[w + 2 * s.columns] + a.w * parameters[w + 3 * s.columns];
    }
  }
  partial[local] = sum;
  workgroupBarrier();
  if (local >= COLUMNS || row >= s.rows || c >= s.columns) { return; }
  for (var i = 1; i < SHARES; i++) { sum += partial[local + i * COLUMNS]; }
  finish(row, c, sum + parameters[s.bias + c]);
}
`;
