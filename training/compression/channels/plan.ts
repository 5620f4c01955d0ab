import { InvalidInputError } from '../../../models/errors';
import type { ChannelFamily, ChannelGroup } from './channel-groups';
import type { FollowedChannels, LayerWork } from './follow-channels';
import type { Importance } from './importance';

export interface PlanOptions {
  /** Share of the multiply-adds that is to be left, 0 to 1. */
  readonly work: number;
  /** Groups of a family go by so many, for kernels compute so many channels at once. */
  readonly multiple: number;
  /** Share of each family that is kept at least. */
  readonly leastShare: number;
  /** Whether importance is weighed against the work that removing saves: right for what the loss loses, wrong for measures that only rank a family. */
  readonly perWork: boolean;
}

export const PLAN_DEFAULTS: Omit<PlanOptions, 'work' | 'perWork'> = { multiple: 4, leastShare: 0.25 };

/** What is removed, and what is left of the work. */
export interface ChannelPlan {
  /** Roots of the groups, see `ChannelGroup`. */
  readonly removed: ReadonlySet<number>;
  /** Share of the multiply-adds of convolutions and dense layers. */
  readonly work: number;
}

/**
 * Chooses what to remove: again and again those groups of one family that matter least, until the work is
 * small enough. What a group saves is counted anew each time, for it depends on what is left around it.
 * @throws InvalidInputError where so little cannot be reached
 */
export function planChannels(followed: FollowedChannels, families: readonly ChannelFamily[], importance: Importance, { work, multiple, leastShare, perWork }: PlanOptions): ChannelPlan {
  if (!(work > 0 && work <= 1)) throw new InvalidInputError(`Expected a share of the work above 0 and up to 1, given ${work}.`);
  const widths = countWidths(followed);
  const whole = multiplyAdds(widths);
  const removed = new Set<number>();
  const worth = (group: ChannelGroup) => importance.get(group) ?? 0;
  const left = families.map((family) => ({ family, groups: family.toSorted((a, b) => worth(b) - worth(a)) }));
  while (multiplyAdds(widths) > work * whole) {
    let best: { readonly groups: ChannelGroup[]; readonly chunk: readonly ChannelGroup[]; readonly price: number } | undefined;
    for (const { family, groups } of left) {
      const count = groups.length % multiple || multiple;
      if (groups.length - count < Math.max(1, family.length * leastShare)) continue;
      const chunk = groups.slice(-count);
      const saved = savedBy(widths, chunk);
      if (saved <= 0) continue;
      const price = chunk.reduce((total, group) => total + worth(group), 0) / (perWork ? saved : chunk.length);
      if (best === undefined || price < best.price) best = { groups, chunk, price };
    }
    if (best === undefined) throw new InvalidInputError(`No more than ${((100 * multiplyAdds(widths)) / whole).toFixed(1)} % of the work is left when every layer is as narrow as it may be; ${100 * work} % cannot be reached.`);
    best.groups.length -= best.chunk.length;
    for (const { root } of best.chunk) removed.add(root);
    narrow(widths, best.chunk, -1);
  }
  return { removed, work: multiplyAdds(widths) / whole };
}

/** How many channels a layer reads and gives now, and how many of each group are among them. */
interface Width {
  readonly each: number;
  reads: number;
  gives: number;
  readonly readsOf: ReadonlyMap<number, number>;
  readonly givesOf: ReadonlyMap<number, number>;
}

type Widths = { readonly all: readonly Width[]; readonly touchedBy: ReadonlyMap<number, readonly Width[]> };

function countWidths({ works, sets }: FollowedChannels): Widths {
  const counts = (labels: LayerWork['reads']): Map<number, number> => {
    const of = new Map<number, number>();
    if (typeof labels !== 'number') for (const label of labels) of.set(sets.rootOf(label), (of.get(sets.rootOf(label)) ?? 0) + 1);
    return of;
  };
  const all = works.map(({ each, reads, gives }): Width => ({
    each, reads: typeof reads === 'number' ? reads : reads.length, gives: gives.length, readsOf: counts(reads), givesOf: counts(gives),
  }));
  const touchedBy = new Map<number, Width[]>();
  for (const width of all) {
    for (const root of new Set([...width.readsOf.keys(), ...width.givesOf.keys()])) touchedBy.set(root, [...(touchedBy.get(root) ?? []), width]);
  }
  return { all, touchedBy };
}

const multiplyAdds = ({ all }: Pick<Widths, 'all'>): number => all.reduce((total, { each, reads, gives }) => total + each * reads * gives, 0);

/** Multiply-adds that removing groups saves as things are. */
function savedBy(widths: Widths, groups: readonly ChannelGroup[]): number {
  const touched = new Set(groups.flatMap(({ root }) => widths.touchedBy.get(root) ?? []));
  const before = multiplyAdds({ all: [...touched] });
  narrow(widths, groups, -1);
  const after = multiplyAdds({ all: [...touched] });
  narrow(widths, groups, 1);
  return before - after;
}

function narrow({ touchedBy }: Widths, groups: readonly ChannelGroup[], sign: 1 | -1): void {
  for (const { root } of groups) {
    for (const width of touchedBy.get(root) ?? []) {
      width.reads += sign * (width.readsOf.get(root) ?? 0);
      width.gives += sign * (width.givesOf.get(root) ?? 0);
    }
  }
}
