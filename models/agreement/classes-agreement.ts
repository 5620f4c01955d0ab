import type { Size } from '../geometry/box';
import type { Agreement, Difference } from './agreement';

/** Answers for a whole picture, best first. */
interface Answers extends Size {
  readonly classes: readonly { readonly categoryId: number; readonly label: string; readonly score: number }[];
}

/**
 * Of answers for a whole picture: whether the first is the same, and how far the probabilities of the reference's first answer
 * lie apart. What is not among the other's answers counts as 0.
 */
export function classesAgreement(reference: Answers, other: Answers): Agreement {
  const [first, otherFirst] = [reference.classes[0], other.classes[0]];
  const said = other.classes.find(({ categoryId }) => categoryId === first?.categoryId);
  const box = { x: 0, y: 0, width: reference.width, height: reference.height };
  const same = first?.categoryId === otherFirst?.categoryId;
  const differences: Difference[] = [
    ...(first === undefined ? [] : [{ foundBy: same ? 'both' as const : 'reference' as const, label: first.label, box }]),
    ...(otherFirst === undefined || same ? [] : [{ foundBy: 'other' as const, label: otherFirst.label, box }]),
  ];
  return {
    figures: [
      { name: 'Same first answer', sum: Number(same), count: 1, shownAs: 'share' },
      { name: 'Score difference', sum: first === undefined ? 0 : Math.abs(first.score - (said?.score ?? 0)), count: Number(first !== undefined), shownAs: 'number' },
    ],
    differences,
  };
}
