import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../../errors';
import { inputOf, sizeOf, type GraphNode } from '../../graph';
import { axesOf, positive } from '../../shapes';
import type { Lowering } from '../lowering';
import { channelsOf, lanes, rowsOf, WORKGROUP, type Step } from '../step';

/** Adds up or compares what the threads of a workgroup have, in halves; afterwards all may read `partial[0]`. */
const combined = (type: string, combine: string): string => `
var<workgroup> partial : array<${type}, ${WORKGROUP}>;
fn combined(mine : ${type}) -> ${type} {
  workgroupBarrier();
  partial[local] = mine;
  workgroupBarrier();
  for (var width = ${WORKGROUP / 2}; width > 0; width /= 2) {
    if (local < width) {
      let a = partial[local];
      let b = partial[local + width];
      partial[local] = ${combine};
    }
    workgroupBarrier();
  }
  return partial[0];
}
`;

/** The mean, sum or largest over height and width, a workgroup for four channels of a picture. */
export function reductionStep(node: GraphNode, lowering: Lowering): Step {
  const x = inputOf(node, 'x');
  const axes = axesOf(node.attributes, x.shape.length);
  if (x.shape.length !== 4 || axes.length !== 2 || !axes.includes(1) || !axes.includes(2)) throw new EngineError(`${node.kernel} over other axes than height and width`);
  const [pictures = 1, height = 1, width = 1, channels = 1] = x.shape;
  const columns = lanes(channels);
  const isMaximum = node.kernel === tf.Max;
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(x) },
    write: lowering.write(lowering.only(node), [pictures, channels]),
    sizes: { pictures, columns, places: height * width },
    workgroups: pictures * columns,
    body: `${combined('vec4<f32>', isMaximum ? 'max(a, b)' : 'a + b')}
fn run(index : i32) {
  let group = index / ${WORKGROUP};
  let picture = min(group / s.columns, s.pictures - 1);
  let c = group % s.columns;
  var mine = vec4<f32>(${isMaximum ? '-3.4028234e38' : '0.0'});
  for (var place = local; place < s.places; place += ${WORKGROUP}) {
    let value = read_x(picture * s.places + place, c);
    mine = ${isMaximum ? 'max(mine, value)' : 'mine + value'};
  }
  let all = combined(mine);
  if (local == 0) { put(picture, c, ${node.kernel === tf.Mean ? 'all / f32(s.places)' : 'all'}); }
}
`,
  };
}

/** Softmax over the last axis, a workgroup a row. */
export function softmaxStep(node: GraphNode, lowering: Lowering): Step {
  const logits = inputOf(node, 'logits');
  const { dim } = node.attributes;
  if (sizeOf(logits.shape) === 0 || (typeof dim === 'number' && positive(dim, logits.shape.length) !== logits.shape.length - 1)) throw new EngineError('Softmax over another axis than the last');
  const rows = rowsOf(logits);
  // What is beyond the last channel counts as nothing.
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(logits) },
    sizes: { rows, columns: lanes(channelsOf(logits)), channels: channelsOf(logits) },
    workgroups: rows,
    body: `${combined('f32', 'select(a + b, max(a, b), largest)')}
var<private> largest : bool;
fn lane(v : vec4<f32>, c : i32) -> vec4<f32> { return select(vec4<f32>(-3.4028234e38), v, vec4<i32>(0, 1, 2, 3) < vec4<i32>(s.channels - 4 * c)); }
fn run(index : i32) {
  let row = min(index / ${WORKGROUP}, s.rows - 1);
  var top = -3.4028234e38;
  for (var c = local; c < s.columns; c += ${WORKGROUP}) {
    let v = lane(read_x(row, c), c);
    top = max(top, max(max(v.x, v.y), max(v.z, v.w)));
  }
  largest = true;
  top = combined(top);
  var sum = 0.0;
  for (var c = local; c < s.columns; c += ${WORKGROUP}) { sum += dot(exp(lane(read_x(row, c), c) - top), vec4<f32>(1.0)); }
  largest = false;
  sum = combined(sum);
  for (var c = local; c < s.columns; c += ${WORKGROUP}) { put(row, c, exp(read_x(row, c) - top) / sum); }
}
`,
  };
}
