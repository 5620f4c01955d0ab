import type { CardText } from '../export/export-model';
import { isCoco } from '../tasks/classes/data-classes';
import type { DetectorData } from '../tasks/detection/detection-data';

/** What a detector's card says of its classes, name and all. */
export type DetectorTexts = Pick<CardText, 'name' | 'title' | 'technicalName' | 'summary' | 'limits' | 'attribution'>;

export interface RecipeTexts {
  /** What is said of a model of COCO's 80 classes. */
  readonly coco: DetectorTexts;
  /** In what way other classes are found: "in one stage". */
  readonly how: string;
  /** Of the weights that training starts from. */
  readonly startAttribution: readonly string[];
}

/**
 * A recipe's texts for COCO's classes; of others what can be said without knowing them. A model of others has a name of its
 * own, with the first set's behind the recipe's, so that both can stand in one list.
 */
export function detectorTexts({ categories, described }: Pick<DetectorData, 'categories' | 'described'>, { coco, how, startAttribution }: RecipeTexts): DetectorTexts {
  if (isCoco(categories)) return coco;
  const kinds = inWords(categories.map(({ name }) => name));
  const pictures = described.reduce((sum, { images }) => sum + images, 0);
  const set = (described[0]?.name ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return {
    name: [coco.name, set].filter((part) => part !== '').join('-'),
    title: `Finds ${kinds}`,
    ...(coco.technicalName !== undefined && { technicalName: coco.technicalName }),
    summary: `Finds ${kinds} ${how}.`,
    limits: [
      `Learned from ${pictures} pictures: what looks unlike those, by light, distance, side or surroundings, it finds less well.`,
      `Sees ${kinds} only; anything else is left out or taken for one of them.`,
    ],
    attribution: [...startAttribution],
  };
}

/** `fist and open-hand`, `a, b, c and 12 other kinds` */
function inWords(names: readonly string[]): string {
  const [last = '', ...others] = [...names].reverse();
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} other kinds`;
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}
