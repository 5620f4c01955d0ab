import { InvalidInputError } from '../../../models/errors';
import type { NamedValues } from '../../../models/layers/trainable-parameters';
import type { ChannelFamily, ChannelGroup, Slice } from './channel-groups';

/** How much a group of channels is worth; only what groups of one network have against each other matters. */
export type Importance = ReadonlyMap<ChannelGroup, number>;

/**
 * The L2 norm of all numbers of a group, kernels that give its channels and kernels that read them, over the mean norm of its
 * family (Fang et al. 2023, section 3.3, whose code normalises by the mean as well).
 * @param values batch normalisation folded, so that its scales count
 */
export function normImportance(families: readonly ChannelFamily[], values: NamedValues): Importance {
  const norm = ({ slices }: ChannelGroup) => Math.sqrt(sum(slices, (slice) => sum(numbersOf(slice, values), (number) => number ** 2)));
  return overMean(families, norm);
}

/**
 * The absolute scales that batch normalisation gives a group's channels (Liu et al. 2017, network slimming), over their family's mean.
 * @throws InvalidInputError where a layer has no normalisation
 */
export function scaleImportance(families: readonly ChannelFamily[], values: NamedValues): Importance {
  return overMean(families, ({ slices }) => sum(outputSlices(slices), (slice) => {
    const gamma = layerOf(slice.parameter) + GAMMA;
    if (!values.has(gamma)) throw new InvalidInputError(`'${layerOf(slice.parameter)}' has no batch normalisation apart; choose another importance, or weights that are not folded.`);
    return sum(numbersOf({ ...slice, parameter: gamma, axis: 0 }, values), Math.abs);
  }));
}

/**
 * What the loss would change to first order if a group's channels were zero, squared and averaged over batches (Molchanov et al.
 * 2019, eq. 8 and section 3.2: a gate after the normalisation). Of a layer's output times its gradient, which is the sum of its
 * parameters times theirs; summed over the layers that give the group.
 * @param gradients of the loss by every parameter, batch after batch
 */
export function taylorImportance(families: readonly ChannelFamily[], values: NamedValues, gradients: readonly NamedValues[]): Importance {
  const change = (slices: readonly Slice[], gradient: NamedValues) => sum(slices, (slice) => {
    const slopes = numbersOf(slice, gradient);
    return sum(numbersOf(slice, values), (number, index) => number * (slopes[index] ?? 0));
  });
  return new Map(families.flat().map((group) => {
    const layers = outputSlices(group.slices).map((bias) => layerSlices(bias, group.slices));
    return [group, sum(layers, (slices) => sum(gradients, (gradient) => change(slices, gradient) ** 2)) / Math.max(1, gradients.length)];
  }));
}

const GAMMA = '/norm/gamma';

/** Slices of vectors, which every layer has one of: where channels are made. */
const outputSlices = (slices: readonly Slice[]): Slice[] => slices.filter(({ parameter }) => parameter.endsWith('/bias'));

export const layerOf = (parameter: string): string => parameter.replace(/(\/norm)?\/[^/]+$/, '');

/** Everything that makes the channels of a bias: itself or a normalisation, and of the kernel what gives them, which is along its last axis. */
function layerSlices(bias: Slice, slices: readonly Slice[]): Slice[] {
  const layer = layerOf(bias.parameter);
  const kernels = slices.filter(({ parameter }) => parameter === `${layer}/kernel`).sort((a, b) => b.axis - a.axis);
  return [bias, { ...bias, parameter: layer + GAMMA }, { ...bias, parameter: `${layer}/norm/beta` }, ...kernels.slice(0, 1)];
}

function overMean(families: readonly ChannelFamily[], worth: (group: ChannelGroup) => number): Importance {
  return new Map(families.flatMap((family) => {
    const all = family.map((group) => [group, worth(group)] as const);
    const mean = sum(all, ([, one]) => one) / all.length || 1;
    return all.map(([group, one]) => [group, one / mean] as const);
  }));
}

/** The numbers of a slice. */
function numbersOf({ parameter, axis, indices }: Slice, values: NamedValues): number[] {
  const value = values.get(parameter);
  if (value === undefined) return [];
  const size = value.shape[axis] ?? 1;
  const inner = value.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const numbers: number[] = [];
  for (let outer = 0; outer < value.values.length; outer += size * inner) {
    for (const index of indices) for (let i = 0; i < inner; i++) numbers.push(value.values[outer + index * inner + i] ?? 0);
  }
  return numbers;
}

const sum = <T>(items: readonly T[], of: (item: T, index: number) => number): number => items.reduce((total, item, index) => total + of(item, index), 0);
