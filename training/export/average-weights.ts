import { InvalidInputError } from '../../models/errors';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';

/** Weights, and how much they count among others. */
export interface Weighed {
  readonly values: NamedValues;
  /** At least 0; all shares of an average are measured against their sum. */
  readonly share: number;
}

/**
 * The mean of one network's weights from several trainings with the same start, the start among them or not ("Model soups"
 * and, with the start, WiSE-FT: Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", section 3): as long as none
 * went far, it knows what each of them knows, and often more.
 * @returns under the names of the first
 * @throws InvalidInputError where they are not of the same network, or no share is above 0
 */
export function averageWeights(all: readonly Weighed[]): Map<string, TensorValue> {
  const sum = all.reduce((total, { share }) => total + share, 0);
  if (!(sum > 0) || all.some(({ share }) => share < 0)) throw new InvalidInputError(`Expected shares of at least 0 that are not all 0, given ${all.map(({ share }) => share).join(', ')}.`);
  return new Map([...all[0]?.values ?? []].map(([name, { shape, values: { length } }]) => {
    const mean = new Float32Array(length);
    for (const { values: weights, share } of all) {
      const values = weights.get(name)?.values;
      if (values?.length !== length) throw new InvalidInputError(`The weights of different networks cannot be averaged: '${name}' has ${length} numbers in one and ${values?.length ?? 'none'} in another.`);
      for (let index = 0; index < length; index++) mean[index] = (mean[index] ?? 0) + (share / sum) * (values[index] ?? 0);
    }
    return [name, { shape, values: mean }];
  }));
}
