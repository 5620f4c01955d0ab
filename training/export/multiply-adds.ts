import * as tf from '@tensorflow/tfjs-core';

/** A kernel that tfjs ran, with the shapes of its inputs in their order. */
interface Ran {
  readonly name: string;
  readonly inputShapes: readonly (readonly number[] | null)[];
  readonly outputShapes: readonly (readonly number[])[];
}

/**
 * Multiply-adds of what `run` computes, from the shapes of every convolution, depthwise convolution and matrix product
 * that it runs. Biases, activations, interpolation (resizing, RoIAlign) and the choice of boxes are not counted, as in papers.
 * Needs an engine on which `run` works; what it returns is disposed.
 */
export async function countMultiplyAdds(run: () => tf.Tensor): Promise<number> {
  const { kernels, result } = await tf.profile(() => tf.tidy(run));
  tf.dispose(result);
  return kernels.reduce((sum, kernel) => sum + multiplyAddsOf(kernel), 0);
}

function multiplyAddsOf({ name, inputShapes: [first, second], outputShapes: [output] }: Ran): number {
  if (!first || !second || !output) return 0;
  switch (name) {
    case 'Conv2D':
    case 'FusedConv2D':
      return product(output) * product(second.slice(0, 3)); // filter [h, w, in, out]
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return product(output) * product(second.slice(0, 2)); // filter [h, w, channels, multiplier]
    case 'BatchMatMul':
    case '_FusedMatMul':
      // The first is [.., rows, inner], or transposed: either way what is not rows is inner.
      return product(output) * (product(first.slice(-2)) / (output.at(-2) ?? 1));
    default:
      return 0;
  }
}

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);
