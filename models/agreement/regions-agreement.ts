import type { Size } from '../geometry/box';
import type { BoxMask } from '../geometry/box-mask';
import type { Agreement } from './agreement';
import { maskIou, splitMasks } from './mask-agreement';

interface Region {
  readonly categoryId: number;
  readonly label: string;
  /** Over the whole picture. */
  readonly mask: BoxMask;
}

interface Regions extends Size {
  readonly regions: readonly Region[];
}

/** Of every pixel's class: how well the two masks of a class overlap; where one alone has the class, not at all. */
export function regionsAgreement(reference: Regions, other: Regions): Agreement {
  const box = { x: 0, y: 0, width: reference.width, height: reference.height };
  const classes = [...new Map([...reference.regions, ...other.regions].map((region) => [region.categoryId, region])).values()];
  const pairs = classes.map(({ categoryId, label, mask }) => {
    const maskIn = ({ regions }: Regions) => ({ box, mask: regions.find((region) => region.categoryId === categoryId)?.mask ?? { ...mask, values: new Uint8Array(mask.values.length) } });
    return { label, reference: maskIn(reference), other: maskIn(other) };
  });
  return {
    figures: [{ name: 'IoU of masks', sum: pairs.reduce((sum, pair) => sum + maskIou(pair.reference, pair.other), 0), count: pairs.length, shownAs: 'number' }],
    differences: pairs.flatMap(({ label, reference: a, other: b }) => {
      const split = splitMasks(a, b);
      return (['both', 'reference', 'other'] as const).map((foundBy) => ({ foundBy, label, box: split.box, mask: split[foundBy] }));
    }),
  };
}
