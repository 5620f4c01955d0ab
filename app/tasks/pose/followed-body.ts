import { areaOf } from '../../../models/geometry/box';
import type { Person } from '../../../models/prediction/prediction';
import type { Tracked } from '../../../models/tracking/detection-tracker';

/** Unseen for so long, somebody else may be meant. */
const LOST_MS = 2000;

/** Of all who are seen the one whose movements count: the largest when it began, and the same from then on. */
export class FollowedBody {
  private id: number | undefined;
  private seenAtMs = -Infinity;

  /** @returns undefined while that one is not seen */
  among(persons: readonly Tracked<Person>[], atMs: number): Tracked<Person> | undefined {
    const same = persons.find(({ id }) => id === this.id);
    if (same === undefined && atMs - this.seenAtMs < LOST_MS && persons.length > 1) return undefined;
    const followed = same ?? persons.toSorted((a, b) => areaOf(b.box) - areaOf(a.box))[0];
    if (followed === undefined) return undefined;
    this.id = followed.id;
    this.seenAtMs = atMs;
    return followed.opacity === 1 ? followed : undefined;
  }
}
