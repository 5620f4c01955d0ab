import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { relu } from '../../kernels/activations/activations';
import { conditionalInstanceNormalization } from '../../layers/conditional-instance-normalization';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import { constant, normal } from '../../layers/initializers';
import { pixelShuffle } from '../../layers/pixel-shuffle';
import type { Scope } from '../../layers/scope';

export const stylizerOptions = z.strictObject({
  styles: z.int().positive(),
  /** Of the trunk, at a quarter of the size. */
  channels: z.int().positive().default(64),
  blocks: z.int().positive().default(4),
  /** Of the one layer at half the size. */
  fineChannels: z.int().positive().default(24),
});

/** How much smaller the trunk is than the picture. */
const STRIDE = 4;

/**
 * A picture as a painting, in one pass, for many paintings (Johnson et al. 2016, "Perceptual losses", with the conditional
 * instance normalisation of Dumoulin et al. 2017). For phones nearly all of it works at a quarter of the size: one convolution
 * goes down, pixels are rearranged on the way up (Shi et al. 2016), residual blocks are depthwise separable.
 * Parameters: `stem`, `block0` …, `raise`, `fine`, `colours`.
 */
export function stylizer({ channels, blocks, fineChannels }: z.infer<typeof stylizerOptions>) {
  /** A depthwise separable convolution, normalised by style. */
  const separable = (x: tf.Tensor4D, condition: tf.Tensor2D, scope: Scope, kernelSize: number): tf.Tensor4D => {
    const filtered = depthwiseConvolution(x, scope.at('depthwise'), { kernelSize });
    return conditionalInstanceNormalization(convolution(filtered, scope.at('pointwise'), channels, { kernelSize: 1 }), condition, scope.at('style'));
  };
  const block = (x: tf.Tensor4D, condition: tf.Tensor2D, scope: Scope): tf.Tensor4D =>
    tf.add(x, separable(relu(separable(x, condition, scope.at('first'), 5)), condition, scope.at('second'), 3));

  return {
    /**
     * @param input [n, h, w, 3], sides multiples of 4
     * @param condition [n, styles] how much of each style a picture gets, sum 1
     * @returns [n, h, w, 3] RGB, 0 to 1 and, where colours are strongest, a little beyond
     */
    stylize: (input: tf.Tensor4D, condition: tf.Tensor2D, scope: Scope): tf.Tensor4D => {
      const stem = convolution(input, scope.at('stem'), channels, { kernelSize: 6, stride: STRIDE });
      let x = relu(conditionalInstanceNormalization(stem, condition, scope.at('stem').at('style')));
      for (let i = 0; i < blocks; i++) x = block(x, condition, scope.at(`block${i}`));
      const raised = pixelShuffle(convolution(x, scope.at('raise'), 4 * fineChannels, { kernelSize: 1 }));
      const fine = depthwiseConvolution(raised, scope.at('fine'), { kernelSize: 3 });
      const drawn = relu(conditionalInstanceNormalization(fine, condition, scope.at('fine').at('style')));
      return pixelShuffle(convolution(drawn, scope.at('colours'), 12, { kernelSize: 3, kernelInitializer: normal(0.02), biasInitializer: constant(0.5) }));
    },
  };
}
