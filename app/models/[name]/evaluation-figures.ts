import type { Card } from '../../../models/artifact/card';
import { isTestSet } from '../../../models/artifact/datasets';
import type { Evaluation } from '../../../models/artifact/evaluation';
import { ERROR_NAMES, type DetectionEvaluationRecord, type ErrorName } from '../../../models/artifact/evaluation/detection';

/** A report is of the photographs by which a model is chosen; of those of a test set only the figures are quoted. */
export const reportedRecords = ({ records }: Evaluation<'detection'>): DetectionEvaluationRecord[] => records.filter(({ annotations }) => !isTestSet(annotations));

/** The record of the card's own input; else the first. */
export const usualRecord = (records: readonly DetectionEvaluationRecord[], { input }: Pick<Card, 'input'>): DetectionEvaluationRecord | undefined =>
  records.find(({ size }) => size === input.width) ?? records[0];

/** The kinds of errors, the costliest first, each with its part of what all kinds cost together; those that cost nothing are left out. */
export function errorShares(errors: DetectionEvaluationRecord['errors']): { readonly kind: ErrorName; readonly gain: number; readonly share: number }[] {
  const total = ERROR_NAMES.reduce((sum, kind) => sum + errors[kind].gain, 0);
  return ERROR_NAMES
    .map((kind) => ({ kind, gain: errors[kind].gain, share: errors[kind].gain / (total || 1) }))
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain);
}

export interface Change {
  readonly size: number;
  readonly before: { readonly ap: number; readonly ap50: number };
  readonly after: { readonly ap: number; readonly ap50: number };
}

/** What training changed over all categories, at each size at which both models were measured on the same photographs. */
export function changes(parent: readonly DetectionEvaluationRecord[], records: readonly DetectionEvaluationRecord[]): Change[] {
  return records.flatMap((after) => {
    const before = parent.find(({ size, annotations, images }) => size === after.size && annotations === after.annotations && images === after.images);
    const [was, is] = [before, after].map((record) => wholeFigures(record));
    return was && is ? [{ size: after.size, before: was, after: is }] : [];
  });
}

function wholeFigures(record: DetectionEvaluationRecord | undefined): Change['before'] | undefined {
  const { ap, ap50 } = record?.scopes[0]?.coco ?? { ap: null, ap50: null };
  return ap === null || ap50 === null ? undefined : { ap, ap50 };
}

export interface ClassDot {
  readonly name: string;
  /** Objects that training has seen, else those to find. */
  readonly examples: number;
  readonly objects: number;
  readonly ap: number;
  readonly ap50: number;
  /** 0 to 1 from the left, by the logarithm of `examples`, and from the bottom, by AP50. */
  readonly x: number;
  readonly y: number;
}

/** Every class that could be measured, best AP50 first, and where it stands in a plot of AP50 over examples. */
export function classDots(classes: DetectionEvaluationRecord['classes']): ClassDot[] {
  const dots = classes.flatMap(({ name, trained, objects, ap, ap50 }) => (ap === null || ap50 === null ? [] : [{ name, examples: trained ?? objects, objects, ap, ap50 }]));
  const [least, most] = exampleRange(dots);
  return dots
    .map((dot) => ({ ...dot, x: (Math.log10(Math.max(1, dot.examples)) - least) / (most - least), y: dot.ap50 }))
    .sort((a, b) => b.ap50 - a.ap50);
}

/** The powers of ten, at least two, within which all examples lie. */
export function exampleRange(dots: readonly Pick<ClassDot, 'examples'>[]): readonly [least: number, most: number] {
  const powers = dots.map(({ examples }) => Math.log10(Math.max(1, examples)));
  const least = Math.floor(Math.min(...powers, Infinity));
  if (!Number.isFinite(least)) return [0, 1];
  return [least, Math.max(least + 1, Math.ceil(Math.max(...powers)))];
}

/** Fewer objects than this say little of a class. */
export const FEW_OBJECTS = 10;
/** How far apart two names in the plot must be, as a part of its width and of its height. */
const NAME_ROOM = { x: 0.2, y: 0.07 };

/** The classes whose names fit into the plot: of those with enough objects the best and the worst in turn, as far as no name covers another. */
export function namedDots(dots: readonly ClassDot[], count: number): ReadonlySet<string> {
  const sure = dots.filter(({ objects }) => objects >= FEW_OBJECTS);
  const fromBothEnds = sure.map((_, index) => (index % 2 === 0 ? sure[index / 2] : sure[sure.length - (index + 1) / 2]));
  const named: ClassDot[] = [];
  for (const dot of fromBothEnds) {
    if (named.length === count) break;
    if (dot && named.every((other) => Math.abs(other.x - dot.x) > NAME_ROOM.x || Math.abs(other.y - dot.y) > NAME_ROOM.y)) named.push(dot);
  }
  return new Set(named.map(({ name }) => name));
}

/** Photographs in which no class is labelled throughout, so that nothing that is found there counts; 0 where the sources are not apart. */
export const unjudged = ({ images, sources }: Pick<DetectionEvaluationRecord, 'images' | 'sources'>): number =>
  sources.length === 0 ? 0 : images - sources.reduce((sum, source) => sum + source.images, 0);

const SOURCES: Readonly<Record<string, string>> = {
  'coco-val2017': 'COCO val2017',
  'coco-train2017': 'COCO train2017',
  'voc2012': 'PASCAL VOC 2012',
  'voc2007': 'PASCAL VOC 2007',
};

/** A source of photographs as people write it. */
export const sourceName = (source: string): string => SOURCES[source] ?? source;
