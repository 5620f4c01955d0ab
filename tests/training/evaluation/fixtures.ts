import { readFileSync } from 'node:fs';
import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { parseCocoDataset, parseCocoResults } from '../../../training/data/sources/coco/coco-json';
import type { Selection } from '../../../training/evaluation/coco/group-by-category';

/** What pycocotools says; see make-fixtures.py. */
export interface Expected {
  readonly summary: Readonly<Record<string, number>>;
  readonly perCategory: readonly { readonly id: number; readonly ap: number; readonly ap50: number }[];
  /** [thresholds, categories, areas, maxDetections], the mean over recalls. */
  readonly precision: readonly number[];
  /** [thresholds, categories, areas, maxDetections] */
  readonly recall: readonly number[];
}

export interface Fixture {
  readonly groundTruth: CocoDataset;
  readonly results: readonly CocoResult[];
  readonly expected: Expected;
  readonly part?: { readonly selection: Selection; readonly expected: Expected };
}

const folder = new URL('../../fixtures/evaluation/', import.meta.url);

export function readFixture(name: string): Fixture {
  const fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture;
  return { ...fixture, groundTruth: parseCocoDataset(fixture.groundTruth), results: parseCocoResults(fixture.results) };
}
