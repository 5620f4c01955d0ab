import { EngineError } from '../../../models/errors';
import { keptIndices } from './apply-plan';
import type { FollowedChannels } from './follow-channels';

/**
 * Checks that a network with fewer channels couples those that are left just as the whole network did: its code might decide by
 * a width whether there is a shortcut.
 * @throws EngineError that names the first parameter where they differ
 */
export function expectSameCoupling(whole: FollowedChannels, removed: ReadonlySet<number>, narrow: FollowedChannels): void {
  const narrowOf = new Map<number, number>();
  const wholeOf = new Map<number, number>();
  for (const [parameter, axes] of whole.parameters) {
    for (const [axis, labels] of axes) {
      const left = narrow.parameters.get(parameter)?.get(axis);
      const kept = keptIndices(labels, whole.sets, removed);
      const same = left?.length === kept.length && kept.every((index, at) => {
        const [before, after] = [whole.sets.rootOf(labels[index] ?? 0), narrow.sets.rootOf(left[at] ?? 0)];
        narrowOf.set(before, narrowOf.get(before) ?? after);
        wholeOf.set(after, wholeOf.get(after) ?? before);
        return narrowOf.get(before) === after && wholeOf.get(after) === before;
      });
      if (!same) throw new EngineError(`Without some channels the network does something else at '${parameter}': its code must not decide by how many there are.`);
    }
  }
}
