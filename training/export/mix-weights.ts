import { InvalidInputError } from '../../models/errors';
import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';

/**
 * The weights between a trained network and the one that it started from (WiSE-FT: Wortsman et al. 2022, "Robust
 * fine-tuning of zero-shot models", section 3): along a short training both keep what they know, and often more.
 * @param trained its names are those of the result
 * @param share of the start, 0 to 1
 * @throws InvalidInputError where the two are not the same network
 */
export function mixWeights(trained: NamedValues, start: NamedValues, share: number): Map<string, TensorValue> {
  return new Map([...trained].map(([name, { shape, values }]) => {
    const from = start.get(name)?.values;
    if (from?.length !== values.length) throw new InvalidInputError(`The weights of two networks cannot be mixed: '${name}' has ${values.length} numbers in one and ${from?.length ?? 'none'} in the other.`);
    return [name, { shape, values: values.map((value, index) => value + share * ((from[index] ?? 0) - value)) }];
  }));
}
