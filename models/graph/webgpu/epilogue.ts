import { shuffleBlockKernel } from '../../kernels/pointwise/shuffle-block';
import type { GraphNode } from '../graph';
import { activationOf } from './activation';
import type { Operand } from './step';

/** What is done to a convolution's sums: activation, then the residual added, then what is done `after` that. */
export interface Epilogue {
  /** WGSL `fn finish(row : i32, c : i32, sum : vec4<f32>)`, which writes the result. */
  readonly code: string;
  readonly reads: Readonly<Record<string, Operand>>;
}

/**
 * Of a convolution as `fuseForWebGpu` leaves it. One that weaves (ShuffleNet's blocks) writes what it keeps and its result by
 * turns, so that neither a concatenation nor a shuffle is left.
 */
export function epilogueOf(node: GraphNode, operand: (name: string) => Operand): Epilogue {
  const { inputs, attributes } = node;
  const isWoven = node.kernel === shuffleBlockKernel && inputs.kept !== undefined;
  const hasResidual = inputs.residual !== undefined;
  const code = `
fn finish(row : i32, c : i32, sum : vec4<f32>) {
  var v = sum;
  v = ${activationOf(attributes.activation, attributes)};
  ${hasResidual ? 'v += read_residual(row, c);' : ''}
  v = ${activationOf(attributes.after, {})};
  ${isWoven ? WEAVE : 'put(row, c, v);'}
}
`;
  return { code, reads: { ...(hasResidual && { residual: operand('residual') }), ...(isWoven && { kept: operand('kept') }) } };
}

const WEAVE = `let kept = read_kept(row, c);
  put(row, 2 * c, vec4<f32>(kept.x, v.x, kept.y, v.y));
  if (8 * c + 4 < s.out_channels) { put(row, 2 * c + 1, vec4<f32>(kept.z, v.z, kept.w, v.w)); }`;
