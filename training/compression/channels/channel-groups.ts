import { groupBy } from '../../../models/group-by';
import type { FollowedChannels } from './follow-channels';

/** Numbers of a parameter that belong to a group: those at `indices` along `axis`. */
export interface Slice {
  readonly parameter: string;
  readonly axis: number;
  readonly indices: readonly number[];
}

/** Channels that are kept or removed together, and every number that goes with them. */
export interface ChannelGroup {
  /** What `LabelSets.rootOf` says of each of its channels. */
  readonly root: number;
  readonly slices: readonly Slice[];
}

/** Groups that reach into the same axes of the same parameters, so that one may go in another's place. */
export type ChannelFamily = readonly ChannelGroup[];

type GrowingSlice = Slice & { readonly indices: number[] };

/** The groups that may be removed (Fang et al. 2023, algorithm 1), family by family. */
export function channelFamilies({ sets, parameters }: FollowedChannels): ChannelFamily[] {
  const fixed = sets.fixedRoots();
  const slices = new Map<number, Map<string, GrowingSlice>>();
  for (const [parameter, axes] of parameters) {
    for (const [axis, labels] of axes) {
      labels.forEach((label, index) => {
        const root = sets.rootOf(label);
        if (label === 0 || fixed.has(root)) return;
        const ofGroup = slices.get(root) ?? new Map<string, GrowingSlice>();
        const slice = ofGroup.get(`${parameter} ${axis}`) ?? { parameter, axis, indices: [] };
        slice.indices.push(index);
        slices.set(root, ofGroup.set(`${parameter} ${axis}`, slice));
      });
    }
  }
  const groups = [...slices].map(([root, ofGroup]): ChannelGroup => ({ root, slices: [...ofGroup.values()] }));
  return [...groupBy(groups, ({ slices: all }) => all.map(({ parameter, axis, indices }) => `${parameter} ${axis} ${indices.length}`).sort().join()).values()];
}
