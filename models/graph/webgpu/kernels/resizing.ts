import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../../kernels/arguments';
import { inputOf, type GraphNode } from '../../graph';
import { activationOf } from '../activation';
import type { Lowering } from '../lowering';
import { groupsFor, lanes, rowsOf, type Step } from '../step';

/** Bilinear and nearest resizing, with TensorFlow's three ways of telling which place of the input is meant. */
export function resizingStep(node: GraphNode, lowering: Lowering): Step {
  const { alignCorners = false, halfPixelCenters = false } = node.attributes;
  const images = inputOf(node, 'images');
  const sizes = sizesOf(images.shape, lowering.only(node).shape);
  const scale = alignCorners === true ? 'select(0.0, f32(input - 1) / f32(max(output - 1, 1)), output > 1)' : 'f32(input) / f32(output)';
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(images) },
    sizes,
    workgroups: groupsFor(sizes.rows * sizes.columns),
    body: `
fn place(at : i32, input : i32, output : i32) -> f32 { return ${node.kernel === tf.ResizeBilinear ? bilinearPlace(halfPixelCenters === true) : nearestPlace(halfPixelCenters === true)}; }
fn scaled(at : f32, input : i32, output : i32) -> f32 { return at * (${scale}); }
${OUTPUT_PLACE}
  let y = place(oy, s.in_height, s.out_height);
  let x = place(ox, s.in_width, s.out_width);
  ${node.kernel === tf.ResizeBilinear ? BILINEAR : nearest(alignCorners === true)}
}
`,
  };
}

/** A map with a smaller one added whose cells are repeated. */
export function addUpsampledStep(node: GraphNode, lowering: Lowering): Step {
  const smaller = inputOf(node, 'b');
  const sizes = { ...sizesOf(smaller.shape, lowering.only(node).shape), factor: numberOf(node.attributes, 'factor') };
  return {
    ...lowering.step(node),
    reads: { x: lowering.read(inputOf(node, 'a')), smaller: lowering.read(smaller) },
    sizes,
    workgroups: groupsFor(sizes.rows * sizes.columns),
    body: `
${OUTPUT_PLACE}
  let v = read_x(row, c) + read_smaller((picture + oy / s.factor) * s.in_width + ox / s.factor, c);
  put(row, c, ${activationOf(node.attributes.activation, {})});
}
`,
  };
}

function sizesOf([, in_height = 1, in_width = 1]: readonly number[], shape: readonly number[]) {
  const [, out_height = 1, out_width = 1, channels = 1] = shape;
  return { rows: rowsOf({ shape }), columns: lanes(channels), in_height, in_width, out_height, out_width };
}

const OUTPUT_PLACE = `
fn run(index : i32) {
  let c = index % s.columns;
  let row = index / s.columns;
  if (row >= s.rows) { return; }
  let oy = row / s.out_width % s.out_height;
  let ox = row % s.out_width;
  let picture = row / (s.out_width * s.out_height) * s.in_height;`;

const bilinearPlace = (half: boolean): string => (half ? 'max(scaled(f32(at) + 0.5, input, output) - 0.5, 0.0)' : 'scaled(f32(at), input, output)');

const nearestPlace = (half: boolean): string => (half ? 'scaled(f32(at) + 0.5, input, output)' : 'scaled(f32(at), input, output)');

const BILINEAR = `let top = min(i32(floor(y)), s.in_height - 1);
  let left = min(i32(floor(x)), s.in_width - 1);
  let bottom = min(top + 1, s.in_height - 1);
  let right = min(left + 1, s.in_width - 1);
  let upper = mix(read_x((picture + top) * s.in_width + left, c), read_x((picture + top) * s.in_width + right, c), x - f32(left));
  let lower = mix(read_x((picture + bottom) * s.in_width + left, c), read_x((picture + bottom) * s.in_width + right, c), x - f32(left));
  put(row, c, mix(upper, lower, y - f32(top)));`;

const nearest = (rounded: boolean): string => `let at_y = min(i32(floor(y${rounded ? ' + 0.5' : ''})), s.in_height - 1);
  let at_x = min(i32(floor(x${rounded ? ' + 0.5' : ''})), s.in_width - 1);
  put(row, c, read_x((picture + at_y) * s.in_width + at_x, c));`;
