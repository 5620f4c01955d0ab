import type { Box } from '../geometry/box';
import type { BoxMask } from '../geometry/box-mask';

/** How far two answers to the same picture agree, and in what they differ. One of them is the reference; neither need be right. */

/** A mean over whatever was compared, kept as a sum, so that those of many pictures add up. From 0 to 1. */
export interface AgreementFigure {
  readonly name: string;
  readonly sum: number;
  /** How much was compared; 0 where there was nothing. */
  readonly count: number;
  /** How it is shown: 'share' as a percentage, 'number' as it is. */
  readonly shownAs: 'share' | 'number';
}

export type FoundBy = 'both' | 'reference' | 'other';

/** Something that both found, or one alone. */
export interface Difference {
  readonly foundBy: FoundBy;
  readonly label: string;
  /** Source pixels; the reference's where both have one. */
  readonly box: Box;
  /** In the box. */
  readonly mask?: BoxMask;
  /** From where the reference has a point to where the other has it, source pixels. */
  readonly shifts?: readonly { readonly from: Point; readonly to: Point }[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Agreement {
  /** What weighs most first. */
  readonly figures: readonly AgreementFigure[];
  readonly differences: readonly Difference[];
}

/** The mean; undefined where nothing was compared. */
export const meanOf = ({ sum, count }: AgreementFigure): number | undefined => (count === 0 ? undefined : sum / count);

/** Figures of more pictures, by their names, in the order of the first ones. */
export function addFigures(figures: readonly AgreementFigure[], more: readonly AgreementFigure[]): readonly AgreementFigure[] {
  const added = figures.map((figure) => {
    const same = more.find(({ name }) => name === figure.name);
    return same === undefined ? figure : { ...figure, sum: figure.sum + same.sum, count: figure.count + same.count };
  });
  return [...added, ...more.filter(({ name }) => figures.every((figure) => figure.name !== name))];
}
