import type { BoxMask } from '../geometry/box-mask';
import type { Agreement, AgreementFigure, Difference, FoundBy } from './agreement';
import { matchBoxes, type Matches, type Placed } from './match-boxes';

/** Something found, with a certainty. */
export interface FoundThing extends Placed {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  readonly mask?: BoxMask;
}

/**
 * Of things with boxes: which share of all that both found has a partner (Dice's coefficient), how well partners overlap, and
 * how far their scores lie apart.
 * @param more figures of the pairs, after the first
 */
export function thingsAgreement<T extends FoundThing>(reference: readonly T[], other: readonly T[], more: (pairs: Matches<T>['pairs']) => readonly AgreementFigure[] = () => []): Agreement {
  const { pairs, onlyReference, onlyOther } = matchBoxes(reference, other);
  const sum = (of: (pair: Matches<T>['pairs'][number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  return {
    figures: [
      { name: 'Matched boxes', sum: 2 * pairs.length, count: reference.length + other.length, shownAs: 'share' },
      ...more(pairs),
      { name: 'IoU of matched boxes', sum: sum(({ iou }) => iou), count: pairs.length, shownAs: 'number' },
      { name: 'Score difference', sum: sum((pair) => Math.abs(pair.reference.score - pair.other.score)), count: pairs.length, shownAs: 'number' },
    ],
    differences: [
      ...pairs.map((pair) => differenceOf('both', pair.reference)),
      ...onlyReference.map((thing) => differenceOf('reference', thing)),
      ...onlyOther.map((thing) => differenceOf('other', thing)),
    ],
  };
}

const differenceOf = (foundBy: FoundBy, { label, box, mask }: FoundThing): Difference => ({ foundBy, label, box, ...(mask !== undefined && { mask }) });
