import type { CocoCategory, CocoDataset, CocoImageId, CocoResult } from '../../models/artifact/coco';
import { VOC_CATEGORIES } from '../data/sources/categories';
import { categoryFinder } from '../data/sources/category-names';
import { evaluateDetections, type CategoryFigures } from './coco/coco';
import { analyseErrors, type ErrorBreakdown } from './detection/errors';
import { evaluateF1, type OperatingPoint } from './detection/f1';
import { selectCategories, type Selection } from './coco/group-by-category';
import type { DetectionFigure } from './coco/protocol';
import { evaluateVoc, type VocAveragePrecision } from './coco/voc';

/** A part of the categories that figures are quoted for, named as on cards. */
export interface Scope {
  readonly name: string;
  readonly categories: readonly number[];
}

export interface SourceFigures {
  readonly source: string;
  readonly images: number;
  /** Objects to be found. */
  readonly objects: number;
  /** One for each of the report's scopes. */
  readonly scopes: readonly { readonly ap: number; readonly ap50: number }[];
}

export interface CategoryReport extends CategoryFigures {
  readonly voc: VocAveragePrecision;
  /** The score threshold with the best F1; null where nothing was found. */
  readonly best: OperatingPoint | null;
}

/** Everything that `npm run evaluate` says, ready for JSON. Precisions and recalls 0 to 1; -1 where there is nothing to find. */
export interface EvaluationReport {
  readonly images: number;
  /** Objects to be found. */
  readonly objects: number;
  readonly detections: number;
  readonly scopes: readonly { readonly name: string; readonly summary: Readonly<Record<DetectionFigure, number>>; readonly voc: VocAveragePrecision }[];
  /** Apart for each data set that the images come from, where there are several with objects. */
  readonly sources: readonly SourceFigures[];
  readonly errors: ErrorBreakdown;
  /** The threshold with the best F1 over everything, in whole hundredths, as cards have it; null where nothing was found. */
  readonly best: OperatingPoint | null;
  /** The threshold that the live page starts with; null where none makes it right often enough. */
  readonly precise: OperatingPoint | null;
  /** Best AP50 first. */
  readonly perCategory: readonly CategoryReport[];
}

export function reportDetections(groundTruth: CocoDataset, results: readonly CocoResult[], selection: Selection = {}): EvaluationReport {
  const scopes = scopesOf(selectCategories(groundTruth.categories, selection.categories));
  const images = imagesOf(groundTruth, selection);
  const seen = new Set(images.map(({ id }) => id));
  const { perCategory } = evaluateDetections(groundTruth, results, selection);
  const voc = evaluateVoc(groundTruth, results, selection);
  const f1 = evaluateF1(groundTruth, results, selection);
  return {
    images: images.length,
    objects: perCategory.reduce((sum, { count }) => sum + count, 0),
    detections: results.filter(({ image_id }) => seen.has(image_id)).length,
    scopes: scopes.map(({ name, categories }) => ({
      name,
      summary: evaluateDetections(groundTruth, results, { ...selection, categories }).summary,
      voc: evaluateVoc(groundTruth, results, { ...selection, categories }).mean,
    })),
    sources: sourceFigures(groundTruth, results, selection, scopes),
    errors: analyseErrors(groundTruth, results, selection).overall,
    best: f1.calibrated ?? null,
    precise: f1.precise ?? null,
    perCategory: perCategory
      .map((figures, index) => {
        const { elevenPoints = -1, area = -1 } = voc.perCategory[index] ?? {};
        return { ...figures, voc: { elevenPoints, area }, best: f1.perCategory[index]?.best ?? null };
      })
      .sort((a, b) => b.ap50 - a.ap50),
  };
}

/** All categories, and the usual parts of them that are there. */
export function scopesOf(categories: readonly CocoCategory[]): readonly Scope[] {
  const { voc, person } = usualParts(categories);
  return [
    { name: `all ${categories.length} classes`, categories: categories.map(({ id }) => id) },
    ...(voc.length === VOC_CATEGORIES.length && voc.length < categories.length ? [{ name: 'the 20 classes of VOC', categories: voc }] : []),
    ...(person.length > 0 && categories.length > 1 ? [{ name: 'person', categories: person }] : []),
  ];
}

/** The ids of VOC's categories and of the person, found by name; empty where there is none. */
export function usualParts(categories: readonly CocoCategory[]): { readonly voc: readonly number[]; readonly person: readonly number[] } {
  const find = categoryFinder(categories);
  const idsOf = (names: readonly { readonly name: string }[]) => names.flatMap(({ name }) => find(name)?.id ?? []);
  return { voc: idsOf(VOC_CATEGORIES), person: idsOf([{ name: 'person' }]) };
}

function imagesOf(groundTruth: CocoDataset, { images }: Selection) {
  const chosen = images && new Set(images);
  return groundTruth.images.filter(({ id }) => !chosen || chosen.has(id));
}

function sourceFigures(
  groundTruth: CocoDataset,
  results: readonly CocoResult[],
  selection: Selection,
  scopes: readonly Scope[],
): readonly SourceFigures[] {
  const bySource = new Map<string, CocoImageId[]>();
  for (const { id, source } of imagesOf(groundTruth, selection)) {
    if (source !== undefined) bySource.set(source, [...(bySource.get(source) ?? []), id]);
  }
  const figures = [...bySource].flatMap(([source, images]) => {
    const found = evaluateDetections(groundTruth, results, { ...selection, images }).perCategory.filter(({ count }) => count > 0);
    if (found.length === 0) return [];
    return [{
      source,
      images: images.length,
      objects: found.reduce((sum, { count }) => sum + count, 0),
      scopes: scopes.map(({ categories }) => {
        const inScope = found.filter(({ id }) => categories.includes(id));
        return { ap: mean(inScope.map(({ ap }) => ap)), ap50: mean(inScope.map(({ ap50 }) => ap50)) };
      }),
    }];
  });
  return figures.length < 2 ? [] : figures;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
