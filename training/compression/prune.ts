import type { NamedValues, TensorValue } from '../../models/layers/trainable-parameters';

/** Of each kernel, 1 where a weight stays and 0 where it is taken away; vectors (biases) have none. */
export type Masks = ReadonlyMap<string, Float32Array>;

const kernelsOf = (values: NamedValues): [string, TensorValue][] => [...values].filter(([, { shape }]) => shape.length > 1);

/** Masks that keep of each kernel the given share of weights, those of the greatest magnitude (Han et al. 2015). */
export function pruneByLayer(values: NamedValues, keep: (name: string) => number): Masks {
  return new Map(kernelsOf(values).map(([name, value]) => [name, maskOf(value.values, thresholdOf([value.values], keep(name)))]));
}

/** Masks that keep the share of all kernels' weights together: a layer gives up as many as it has small ones. */
export function pruneGlobally(values: NamedValues, keep: number): Masks {
  const kernels = kernelsOf(values);
  const threshold = thresholdOf(kernels.map(([, { values: all }]) => all), keep);
  return new Map(kernels.map(([name, value]) => [name, maskOf(value.values, threshold)]));
}

/**
 * N:M sparsity: of each `group` weights one behind the other along the inputs of an output channel, the `keep` greatest stay
 * (2:4 as Mishra et al. 2021 have it). A group at the end may be shorter.
 */
export function pruneGroups(values: NamedValues, keep: number, group: number): Masks {
  return new Map(kernelsOf(values).map(([name, { shape, values: all }]) => {
    const channels = shape.at(-1) ?? 1;
    const mask = new Float32Array(all.length);
    for (let channel = 0; channel < channels; channel++) {
      for (let start = channel; start < all.length; start += group * channels) {
        const places = Array.from({ length: group }, (_, i) => start + i * channels).filter((place) => place < all.length);
        for (const place of byMagnitude(places, all).slice(0, keep)) mask[place] = 1;
      }
    }
    return [name, mask];
  }));
}

/** Block sparsity: kernels seen as matrices [inputs, outputs] in blocks; of each kernel the share of blocks with the greatest norm stays, whole. */
export function pruneBlocks(values: NamedValues, keep: number, [rows, columns]: readonly [number, number]): Masks {
  return new Map(kernelsOf(values).map(([name, { shape, values: all }]) => {
    const width = shape.at(-1) ?? 1;
    const across = Math.ceil(width / columns);
    const blockOf = (i: number) => Math.floor(Math.floor(i / width) / rows) * across + Math.floor((i % width) / columns);
    const norms = new Float32Array(Math.ceil(all.length / width / rows) * across);
    for (const [i, value] of all.entries()) norms[blockOf(i)] = (norms[blockOf(i)] ?? 0) + value * value;
    const kept = maskOf(norms, thresholdOf([norms], keep));
    return [name, Float32Array.from(all, (_, i) => kept[blockOf(i)] ?? 0)];
  }));
}

/** Values with those taken away that masks name. */
export function masked(values: NamedValues, masks: Masks): Map<string, TensorValue> {
  return new Map([...values].map(([name, value]) => {
    const mask = masks.get(name);
    return [name, mask === undefined ? value : { shape: value.shape, values: value.values.map((weight, i) => weight * (mask[i] ?? 0)) }];
  }));
}

/** The share that stays at a step of gradual pruning, 1 at first and `keep` from step `steps` on (Zhu and Gupta 2017, eq. 1). */
export const gradualShare = (keep: number, step: number, steps: number): number => keep + (1 - keep) * (1 - Math.min(1, step / steps)) ** 3;

/** The magnitude from which on the share of weights stays. */
function thresholdOf(all: readonly Float32Array[], keep: number): number {
  const magnitudes = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of all) for (const value of values) magnitudes[at++] = Math.abs(value);
  magnitudes.sort();
  const taken = magnitudes.length - Math.round(keep * magnitudes.length);
  return magnitudes[taken] ?? Infinity;
}

const maskOf = (values: Float32Array, threshold: number): Float32Array => values.map((value) => (Math.abs(value) >= threshold ? 1 : 0));

const byMagnitude = (places: readonly number[], values: Float32Array): number[] => places.toSorted((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0));
