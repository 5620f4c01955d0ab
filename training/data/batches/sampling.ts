import { z } from 'zod';
import type { Random } from '../../../models/tensor/random';
import type { DetectionRecord } from '../record';

/**
 * How often an epoch shows each picture: all once, or those with rare categories more often (repeat factor sampling;
 * Gupta et al. 2019, "LVIS", section 3.2): a category that is in less than the share `repeatThreshold` of the pictures
 * is repeated by the square root of how much rarer it is.
 */
export const samplingSchema = z.union([z.literal('uniform'), z.strictObject({ repeatThreshold: z.number().gt(0).max(1) })]);
export type Sampling = z.infer<typeof samplingSchema>;

/** How often each record is shown in an epoch on average, 1 or more. */
export function repeatFactors(records: readonly DetectionRecord[], sampling: Sampling): Float64Array {
  const factors = new Float64Array(records.length).fill(1);
  if (sampling === 'uniform') return factors;
  const categoriesOf = records.map(({ annotations }) => new Set(annotations.flatMap(({ category, ignore }) => (ignore ? [] : [category]))));
  const pictures = new Map<number, number>();
  for (const category of categoriesOf.flatMap((categories) => [...categories])) pictures.set(category, (pictures.get(category) ?? 0) + 1);
  for (const [index, categories] of categoriesOf.entries()) {
    for (const category of categories) {
      const frequency = (pictures.get(category) ?? 0) / records.length;
      factors[index] = Math.max(factors[index] ?? 1, Math.sqrt(sampling.repeatThreshold / frequency));
    }
  }
  return factors;
}

/** Samples of an epoch: always the same number, so that any position of a long run can be found without walking to it. */
export const epochLength = (factors: Float64Array): number => Math.round(sum(factors));

/**
 * The records of one epoch in random order. A fraction of a factor is settled by systematic sampling: a factor of 1.3
 * gives the record once or twice, 1.3 times on average, and the epoch always has its length.
 * @returns [epochLength] indices of records
 */
export function epochOrder(factors: Float64Array, random: Random): Int32Array {
  const length = epochLength(factors);
  const order = new Int32Array(length);
  const perFactor = length / sum(factors);
  const start = random.next();
  let filled = 0;
  let shown = start;
  for (const [index, factor] of factors.entries()) {
    shown += factor * perFactor;
    const until = index === factors.length - 1 ? length : Math.min(length, Math.floor(shown));
    if (until > filled) order.fill(index, filled, until);
    filled = Math.max(filled, until);
  }
  return random.shuffle(order);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
