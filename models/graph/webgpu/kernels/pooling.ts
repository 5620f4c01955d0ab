import * as tf from '@tensorflow/tfjs-core';
import { poolingWindow } from '../../../kernels/convolution-window';
import { inputOf, type GraphNode } from '../../graph';
import type { Lowering } from '../lowering';
import { groupsFor, lanes, rowsOf, type Step } from '../step';
import { windowSizes } from './convolution';

/** The largest or the mean of a window; places outside the picture do not count. */
export function poolingStep(node: GraphNode, lowering: Lowering): Step {
  const x = inputOf(node, 'x');
  const window = poolingWindow({ attrs: node.attributes }, x.shape);
  const isMaximum = node.kernel === tf.MaxPool;
  const rows = rowsOf(lowering.only(node));
  const columns = lanes(window.inChannels);
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(x) },
    sizes: { rows, columns, ...windowSizes(window) },
    workgroups: groupsFor(rows * columns),
    body: `
fn run(index : i32) {
  let c = index % s.columns;
  let row = index / s.columns;
  if (row >= s.rows) { return; }
  let y0 = row / s.out_width % s.out_height * s.stride_y - s.top;
  let x0 = row % s.out_width * s.stride_x - s.left;
  let picture = row / (s.out_width * s.out_height) * s.in_height;
  var v = vec4<f32>(${isMaximum ? '-3.4028234e38' : '0.0'});
  var count = 0;
  for (var y = max(y0, 0); y < min(y0 + s.filter_height, s.in_height); y++) {
    for (var x = max(x0, 0); x < min(x0 + s.filter_width, s.in_width); x++) {
      let value = read_x((picture + y) * s.in_width + x, c);
      v = ${isMaximum ? 'max(v, value)' : 'v + value'};
      count++;
    }
  }
  put(row, c, ${isMaximum ? 'v' : 'v / f32(max(count, 1))'});
}
`,
  };
}
