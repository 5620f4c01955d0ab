import type { CocoDataset, CocoImage, CocoResult } from '../../../models/artifact/coco';
import { groupBy } from '../../../models/group-by';
import { hasMask } from '../../data/sources/coco/segmentation-rle';
import { evaluate, type Evaluation } from '../coco/coco';
import { selectCategories, type Selection } from '../coco/group-by-category';
import { MASK_PROTOCOL } from '../coco/mask-protocol';
import type { DetectionFigure } from '../coco/protocol';
import { scopesOf, type SourceFigures } from '../report';

/** How well things are cut out: COCO's figures with the overlap of masks. 0 to 1; -1 where there is nothing to find. */
export interface MaskReport {
  readonly images: number;
  /** Objects to be found. */
  readonly objects: number;
  readonly scopes: readonly { readonly name: string; readonly summary: Readonly<Record<DetectionFigure, number>> }[];
  /** Apart for each data set that the images come from, where there are several with objects; each with the same scopes. */
  readonly sources: readonly SourceFigures[];
}

/**
 * Judges masks on the images whose annotations all have one: elsewhere a mask of what was annotated with a box alone would
 * count as wrong. Undefined where there are no masks on either side.
 */
export function reportMasks(groundTruth: CocoDataset, results: readonly CocoResult[], selection: Selection = {}): MaskReport | undefined {
  const chosen = selection.images && new Set(selection.images);
  const images = maskedImages(groundTruth).filter(({ id }) => chosen?.has(id) !== false);
  if (images.length === 0 || !results.some(({ segmentation }) => segmentation !== undefined)) return undefined;
  const scopes = scopesOf(selectCategories(groundTruth.categories, selection.categories));
  const judge = (of: readonly CocoImage[], categories?: readonly number[]): Evaluation<DetectionFigure> =>
    evaluate(MASK_PROTOCOL, groundTruth, results, { ...selection, images: of.map(({ id }) => id), ...(categories && { categories }) });
  const sources = [...groupBy(images.filter(({ source }) => source !== undefined), ({ source }) => source ?? '')].flatMap(([source, ofSource]) => {
    const objects = objectsIn(judge(ofSource));
    const ofScopes = scopes.map(({ categories }) => judge(ofSource, categories).summary).map(({ ap, ap50 }) => ({ ap, ap50 }));
    return objects === 0 ? [] : [{ source, images: ofSource.length, objects, scopes: ofScopes }];
  });
  return {
    images: images.length,
    objects: objectsIn(judge(images)),
    scopes: scopes.map(({ name, categories }) => ({ name, summary: judge(images, categories).summary })),
    sources: sources.length < 2 ? [] : sources,
  };
}

const objectsIn = ({ perCategory }: Pick<Evaluation<DetectionFigure>, 'perCategory'>): number => perCategory.reduce((sum, { count }) => sum + count, 0);

/** The images in which something is annotated, and everything with a mask. */
export function maskedImages({ images, annotations }: Pick<CocoDataset, 'images' | 'annotations'>): readonly CocoImage[] {
  const byImage = groupBy(annotations, ({ image_id }) => image_id);
  return images.filter(({ id }) => byImage.get(id)?.every(({ segmentation }) => hasMask(segmentation)) === true);
}
