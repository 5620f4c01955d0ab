import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { resizeBilinear2x } from '../../kernels/resize-bilinear-2x';
import type { Activation } from '../../layers/activation';
import { convolution, depthwiseConvolution } from '../../layers/convolution';
import type { Scope } from '../../layers/scope';

export const selfieOptions = z.strictObject({
  categories: z.int().positive().default(1),
});

interface Block {
  /** Channels in the middle. */
  readonly wide: number;
  readonly channels: number;
  readonly kernelSize: 3 | 5;
  readonly stride: 1 | 2;
  readonly activation: Activation;
  /** Channels in the middle of the squeeze; without it there is none. */
  readonly squeeze?: number;
}

const STEM_CHANNELS = 16;
/** MobileNetV3's small trunk, narrower towards its end (Howard et al. 2019, table 2). */
const BLOCKS: readonly Block[] = [
  { wide: 16, channels: 16, kernelSize: 3, stride: 2, activation: 'relu', squeeze: 8 },
  { wide: 72, channels: 24, kernelSize: 3, stride: 2, activation: 'relu' },
  { wide: 88, channels: 24, kernelSize: 3, stride: 1, activation: 'relu' },
  { wide: 96, channels: 32, kernelSize: 5, stride: 2, activation: 'hard-swish', squeeze: 24 },
  { wide: 128, channels: 32, kernelSize: 5, stride: 1, activation: 'hard-swish', squeeze: 32 },
  { wide: 128, channels: 32, kernelSize: 5, stride: 1, activation: 'hard-swish', squeeze: 32 },
  { wide: 96, channels: 32, kernelSize: 5, stride: 1, activation: 'hard-swish', squeeze: 24 },
  { wide: 96, channels: 32, kernelSize: 5, stride: 1, activation: 'hard-swish', squeeze: 24 },
];
/** The blocks whose outputs the decoder reads again, those of strides 8 and 4; last it reads the stem. */
const SKIPS = [2, 0] as const;
const CONTEXT_CHANNELS = 128;

/**
 * MediaPipe's selfie segmentation: MobileNetV3's trunk to stride 16, a head of attention as in LR-ASPP (Howard et al. 2019,
 * section 6.4), and a decoder that takes each finer level through a gate. Parameters: `stem`, `block0` to `block7`,
 * `context`, `decoder0` to `decoder2`, `head`.
 */
export function selfie({ categories }: z.infer<typeof selfieOptions>) {
  return {
    /** [n, h, w, 3], sides multiples of 16 → logits [n, h, w, categories]. */
    logits: (input: tf.Tensor4D, scope: Scope): tf.Tensor4D => {
      const stem = convolution(input, scope.at('stem'), STEM_CHANNELS, { kernelSize: 3, stride: 2, activation: 'hard-swish' });
      const features = BLOCKS.reduce<tf.Tensor4D[]>((levels, options, index) => [...levels, block(levels.at(-1) ?? stem, scope.at(`block${index}`), options, BLOCKS[index - 1]?.channels ?? STEM_CHANNELS)], []);
      const skips = [...SKIPS.map((index) => features[index] ?? stem), stem];
      const last = context(features.at(-1) ?? stem, scope.at('context'));
      const decoded = skips.reduce((below, skip, index) => decode(below, skip, scope.at(`decoder${index}`)), last);
      // A transposed convolution as wide as its stride: every cell gives four, by itself.
      return tf.depthToSpace(convolution(decoded, scope.at('head'), 4 * categories, { kernelSize: 1 }), 2);
    },
  };
}

/** @param given channels of `x`, as the network is defined */
function block(x: tf.Tensor4D, scope: Scope, { wide, channels, kernelSize, stride, activation, squeeze }: Block, given: number): tf.Tensor4D {
  const expanded = convolution(x, scope.at('expand'), wide, { kernelSize: 1, activation });
  const filtered = depthwiseConvolution(expanded, scope.at('depthwise'), { kernelSize, stride, activation });
  const gated = squeeze === undefined ? filtered : tf.mul<tf.Tensor4D>(filtered, gate(filtered, scope.at('squeeze'), squeeze));
  const projected = convolution(gated, scope.at('project'), channels, { kernelSize: 1 });
  return stride === 1 && given === channels ? tf.add(x, projected) : projected;
}

/** Each channel's weight by what the whole picture shows (Hu et al. 2018, squeeze and excitation): [n, h, w, c] → [n, 1, 1, c]. */
function gate(x: tf.Tensor4D, scope: Scope, squeeze: number): tf.Tensor4D {
  const hidden = convolution(averaged(x), scope.at('reduce'), squeeze, { kernelSize: 1, activation: 'relu' });
  return tf.sigmoid(convolution(hidden, scope.at('expand'), x.shape[3], { kernelSize: 1 }));
}

function context(x: tf.Tensor4D, scope: Scope): tf.Tensor4D {
  const features = convolution(x, scope.at('features'), CONTEXT_CHANNELS, { kernelSize: 1, activation: 'relu' });
  return tf.mul(features, tf.sigmoid(convolution(averaged(x), scope.at('attention'), CONTEXT_CHANNELS, { kernelSize: 1 })));
}

/** The level below at twice its size, and what of the finer one the two together let through. */
function decode(below: tf.Tensor4D, skip: tf.Tensor4D, scope: Scope): tf.Tensor4D {
  const channels = skip.shape[3];
  // The source enlarges first. A pointwise convolution gives the same before it, at a quarter of the work: the four weights sum to 1.
  const raised = resizeBilinear2x(convolution(below, scope.at('raise'), channels, { kernelSize: 1 }));
  const merged = tf.add<tf.Tensor4D>(raised, tf.mul(skip, gate(tf.add(skip, raised), scope.at('squeeze'), channels)));
  const mixed = convolution(merged, scope.at('mix'), channels, { kernelSize: 1, activation: 'relu' });
  return tf.add(mixed, depthwiseConvolution(mixed, scope.at('depthwise'), { kernelSize: 3, activation: 'relu' }));
}

const averaged = (x: tf.Tensor4D): tf.Tensor4D => tf.mean(x, [1, 2], true);
