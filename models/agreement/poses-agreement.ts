import type { Agreement } from './agreement';
import { matchBoxes, type Matches } from './match-boxes';
import { thingsAgreement, type FoundThing } from './things-agreement';

interface Joint {
  readonly x: number;
  readonly y: number;
  /** 0 to 1. */
  readonly score: number;
}

interface Posed extends FoundThing {
  readonly keypoints: readonly Joint[];
}

/** Joints that the reference is less sure of are not compared. */
const SURE = 0.3;
/** So much of the longer side of the reference's person a joint may lie apart. */
const REACH = 0.05;

/** Of people: as of things with boxes, and which share of the joints that the reference is sure of lies at nearly the same place. */
export function posesAgreement(reference: readonly Posed[], other: readonly Posed[]): Agreement {
  const { figures, differences } = thingsAgreement(reference, other, (pairs) => {
    const near = pairs.flatMap((pair) => jointsOf(pair).map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y) <= REACH * Math.max(pair.reference.box.width, pair.reference.box.height)));
    return [{ name: `Joints within ${100 * REACH} % of the person’s size`, sum: near.filter(Boolean).length, count: near.length, shownAs: 'share' }];
  });
  // Pairs come first, in their order.
  const shifts = matchBoxes(reference, other).pairs.map(jointsOf);
  return { figures, differences: differences.map((difference, index) => (shifts[index] === undefined ? difference : { ...difference, shifts: shifts[index] })) };
}

const jointsOf = ({ reference, other }: Matches<Posed>['pairs'][number]) => reference.keypoints.flatMap((from, index) => {
  const to = other.keypoints[index];
  return from.score >= SURE && to !== undefined ? [{ from, to }] : [];
});
