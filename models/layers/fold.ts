import { InvalidInputError } from '../errors';
import { BATCH_NORM_EPSILON } from './batch-normalization';
import type { NamedValues, TensorValue } from './trainable-parameters';

/** The parameters of a normalisation, below the layer that it follows. */
const NORM = ['gamma', 'beta', 'moving-mean', 'moving-variance'] as const;
const GAMMA_SUFFIX = '/norm/gamma';

/**
 * Folds every batch normalisation into the convolution before it: `P/kernel` and `P/norm/*` become `P/kernel` and
 * `P/bias`. Inference then gives what training's network gives with its moving averages:
 * gamma (k * x - mean) / sqrt(variance + epsilon) + beta = (s k) * x + (beta - s mean), s = gamma / sqrt(variance + epsilon).
 * Values without a normalisation come back as they are (the same arrays), so folding twice changes nothing.
 * @throws InvalidInputError when a normalisation is not complete or does not fit its kernel.
 */
export function foldBatchNorm(values: NamedValues): Map<string, TensorValue> {
  const folded = new Map(values);
  for (const name of values.keys()) {
    if (!name.endsWith(GAMMA_SUFFIX)) continue;
    const layer = name.slice(0, -GAMMA_SUFFIX.length);
    const kernel = required(values, `${layer}/kernel`);
    const [gamma, beta, mean, variance] = NORM.map((part) => required(values, `${layer}/norm/${part}`).values);
    const channels = gamma?.length ?? 0;
    if (!gamma || !beta || !mean || !variance || [beta, mean, variance].some(({ length }) => length !== channels) || !fits(channels, kernel)) {
      throw new InvalidInputError(`The normalisation of '${layer}' has ${channels} channels and does not fit its kernel of shape [${kernel.shape.join(', ')}].`);
    }
    const scales = Float64Array.from(gamma, (value, channel) => value / Math.sqrt((variance[channel] ?? 0) + BATCH_NORM_EPSILON));
    // The channel runs fastest, in a depthwise kernel [h, w, channels, 1] as well.
    folded.set(`${layer}/kernel`, { shape: kernel.shape, values: kernel.values.map((weight, i) => weight * (scales[i % channels] ?? 0)) });
    folded.set(`${layer}/bias`, { shape: [channels], values: Float32Array.from(beta, (value, channel) => value - (scales[channel] ?? 0) * (mean[channel] ?? 0)) });
    for (const part of NORM) folded.delete(`${layer}/norm/${part}`);
  }
  return folded;
}

/** A convolution's kernel ends in its output channels, a depthwise one in [channels, 1]. */
function fits(channels: number, { shape }: TensorValue): boolean {
  return channels === shape.at(-1) || (shape.at(-1) === 1 && channels === shape.at(-2));
}

function required(values: NamedValues, name: string): TensorValue {
  const value = values.get(name);
  if (value === undefined) throw new InvalidInputError(`Batch normalisation cannot be folded: '${name}' is missing.`);
  return value;
}
