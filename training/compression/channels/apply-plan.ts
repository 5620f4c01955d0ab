import type { ChannelCounts } from '../../../models/layers/channel-counts';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import type { FollowedChannels } from './follow-channels';
import { layerOf } from './importance';

/** Parameters without the removed channels; those of a normalisation lose what their layer's bias would. */
export function keptValues(values: NamedValues, { parameters, sets }: FollowedChannels, removed: ReadonlySet<number>): Map<string, TensorValue> {
  return new Map([...values].map(([name, value]) => {
    const axes = parameters.get(name) ?? (/\/norm\/[^/]+$/.test(name) ? parameters.get(`${layerOf(name)}/bias`) : undefined);
    const kept = [...(axes ?? [])].reduce((rest, [axis, labels]) => keepAlong(rest, axis, keptIndices(labels, sets, removed)), value);
    return [name, kept];
  }));
}

/** How many channels each layer gives, and how many zeros come before channels, as a card has it. */
export function keptCounts({ parameters, pads, sets }: FollowedChannels, removed: ReadonlySet<number>): ChannelCounts {
  const counts = new Map<string, number>();
  for (const [name, axes] of parameters) {
    // Kernels [h, w, in, out] and [in, out]; a depthwise layer gives what it reads.
    const labels = name.endsWith('/kernel') ? axes.get(3) ?? axes.get(1) : undefined;
    if (labels !== undefined) counts.set(layerOf(name), keptIndices(labels, sets, removed).length);
  }
  for (const [place, labels] of pads) counts.set(place, keptIndices(labels, sets, removed).length);
  return Object.fromEntries(counts);
}

/** Where along an axis channels are left. */
export function keptIndices(labels: Int32Array, sets: FollowedChannels['sets'], removed: ReadonlySet<number>): number[] {
  return [...labels.keys()].filter((index) => !removed.has(sets.rootOf(labels[index] ?? 0)));
}

function keepAlong({ shape, values }: TensorValue, axis: number, indices: readonly number[]): TensorValue {
  const size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const outer = values.length / (size * inner);
  const kept = new Float32Array(outer * indices.length * inner);
  for (let row = 0; row < outer; row++) {
    indices.forEach((index, at) => kept.set(values.subarray((row * size + index) * inner, (row * size + index + 1) * inner), (row * indices.length + at) * inner));
  }
  return { shape: shape.map((length, i) => (i === axis ? indices.length : length)), values: kept };
}
