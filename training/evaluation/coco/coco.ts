import type { CocoDataset, CocoResult } from '../../../models/artifact/coco';
import { accumulate } from './accumulate';
import { groupByCategory, type Selection } from './group-by-category';
import { BOX_PROTOCOL, type DetectionFigure, type FigureDefinition, type Protocol } from './protocol';
import { figureValue } from './summarize';

export interface CategoryFigures {
  readonly id: number;
  readonly name: string;
  /** Mean over thresholds, 0 to 1; -1 without an object. */
  readonly ap: number;
  /** At the lowest threshold, 0.5. */
  readonly ap50: number;
  /** Objects to be found; crowds and difficult ones are not counted. */
  readonly count: number;
}

export interface Evaluation<Figure extends string> {
  /** 0 to 1 each; -1 where no category has an object. */
  readonly summary: Readonly<Record<Figure, number>>;
  /** By ascending id. */
  readonly perCategory: readonly CategoryFigures[];
  /** [thresholds, recalls, categories, areas, maxDetections], -1 where a category has no object. */
  readonly precision: Float64Array;
  /** [thresholds, categories, areas, maxDetections], likewise. */
  readonly recall: Float64Array;
}

/**
 * COCO's twelve figures for boxes, equal to those of pycocotools' COCOeval (https://cocodataset.org/#detection-eval).
 * Beyond it: `labelled` images (see Selection) and `difficult` objects, which are ignored.
 * @throws InvalidInputError for results of unknown images or a selection of unknown categories
 */
export function evaluateDetections(
  groundTruth: CocoDataset,
  results: readonly CocoResult[],
  options: Selection = {},
): Evaluation<DetectionFigure> {
  return evaluate(BOX_PROTOCOL, groundTruth, results, options);
}

/** The same under the rules of any protocol. */
export function evaluate<Figure extends string>(
  protocol: Protocol<Figure>,
  groundTruth: CocoDataset,
  results: readonly CocoResult[],
  options: Selection = {},
): Evaluation<Figure> {
  const maxDetections = Math.max(...protocol.maxDetections);
  const groups = groupByCategory(groundTruth, results, options, maxDetections);
  const accumulated = accumulate(groups, protocol);
  const ap: FigureDefinition = { of: 'precision', area: 'all', maxDetections };
  const ap50: FigureDefinition = { ...ap, threshold: 0.5 };
  return {
    summary: mapValues(protocol.figures, (figure) => figureValue(accumulated, protocol, figure)),
    perCategory: groups.map(({ category: { id, name } }, index) => ({
      id,
      name,
      ap: figureValue(accumulated, protocol, ap, index),
      ap50: figureValue(accumulated, protocol, ap50, index),
      count: accumulated.objects[index] ?? 0,
    })),
    precision: accumulated.precision,
    recall: accumulated.recall,
  };
}

function mapValues<Key extends string, From, To>(record: Readonly<Record<Key, From>>, map: (value: From) => To): Record<Key, To> {
  const mapped: Partial<Record<Key, To>> = {};
  for (const key in record) mapped[key] = map(record[key]);
  return mapped as Record<Key, To>;
}
