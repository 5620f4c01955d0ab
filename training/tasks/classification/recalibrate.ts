import * as tf from '@tensorflow/tfjs-core';
import type { LoadedModel } from '../../../models/artifact/load';
import { BATCH_NORM_MOMENTUM } from '../../../models/layers/batch-normalization';
import { TrainableParameters, type TensorValue } from '../../../models/layers/trainable-parameters';
import { createNetwork } from '../../../models/networks';
import { Random } from '../../../models/tensor/random';
import { someBatches, type SomeBatches } from './some-batches';

const isAverage = (name: string): boolean => /\/norm\/moving-(mean|variance)$/.test(name);

/**
 * A classifier's values with the means and variances of its batch normalisation measured anew, on tfjs's current engine: those of
 * the whole network are wrong where channels before a layer are gone.
 */
export async function recalibrated({ card: { network, input, categories }, values }: { readonly card: Pick<LoadedModel['card'], 'network' | 'input' | 'categories'>; readonly values: LoadedModel['values'] }, options: SomeBatches): Promise<Map<string, TensorValue>> {
  const made = createNetwork(network.name, network.options, network.channels);
  const sums = new Map([...values].filter(([name]) => isAverage(name)).map(([name, { shape, values: { length } }]) => [name, { shape, total: new Float64Array(length) }]));
  let batches = 0;
  for await (const { images, labels } of someBatches({ categories, input }, options)) {
    const parameters = new TrainableParameters({ random: new Random(options.seed), initial: values });
    tf.dispose(tf.tidy(() => made.forward(tf.tensor4d(images, [labels.length, input.height, input.width, 3]), parameters.scope())));
    for (const [name, { values: moved }] of await parameters.values()) {
      const [total, before] = [sums.get(name)?.total, values.get(name)?.values];
      // The layer gave momentum * before + (1 - momentum) * batch.
      total?.forEach((sum, i) => {
        total[i] = sum + ((moved[i] ?? 0) - BATCH_NORM_MOMENTUM * (before?.[i] ?? 0)) / (1 - BATCH_NORM_MOMENTUM);
      });
    }
    parameters.dispose();
    batches++;
  }
  return new Map([...values, ...[...sums].map(([name, { shape, total }]) => [name, { shape, values: Float32Array.from(total, (sum) => sum / batches) }] as const)]);
}
