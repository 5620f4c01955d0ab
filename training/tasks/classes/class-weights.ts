import { DISTANCE_BINS, RARE_OBJECT_BIAS } from '../../../models/networks/detection/dense-head';
import { InvalidInputError } from '../../../models/errors';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import type { Random } from '../../../models/tensor/random';
import { categoryFinder } from '../../data/sources/category-names';
import type { InitialWeights } from '../../loop/initial-values';

/** Where a network has an output of each class: the first columns on the last axis of some layers. */
export interface ClassLayers {
  /** Whether a parameter, such as `head/stride8/gfl_cls/kernel`, is one of such a layer. */
  readonly has: (parameter: string) => boolean;
  /** Columns behind those of the classes, which serve all classes alike. */
  readonly others: number;
  /** What a class that nothing is known of begins with. */
  readonly bias: number;
}

/** Four distributions of a box stand behind the classes. */
export const NANO_DET_CLASSES: ClassLayers = { has: (parameter) => parameter.includes('/gfl_cls/'), others: 4 * DISTANCE_BINS, bias: RARE_OBJECT_BIAS };
/** The background stands behind them. */
export const FASTER_RCNN_CLASSES: ClassLayers = { has: (parameter) => parameter.startsWith('box_head/classes/'), others: 1, bias: 0 };

export interface FittedWeights {
  readonly values: NamedValues;
  /** [classes] whether the class was known to the weights. */
  readonly knows: readonly boolean[];
}

const NEW_KERNEL_DEVIATION = 0.01;

/**
 * Weights of a network of some classes as those of the same network for others: what is known by name (see `categoryFinder`)
 * is kept, other classes begin anew, and what serves all classes stays as it is. Weights without classes come back as they are.
 * @throws InvalidInputError where the weights' classes are not known and are not as many
 */
export function fitClasses({ values, classes: names }: InitialWeights, wanted: readonly string[], layers: ClassLayers, random: Random): FittedWeights {
  const layerNames = [...values.keys()].filter(layers.has);
  const [firstLayer] = layerNames;
  if (firstLayer === undefined) return { values, knows: wanted.map(() => false) };
  const count = (values.get(firstLayer)?.shape.at(-1) ?? 0) - layers.others;
  if (names === undefined && count !== wanted.length) {
    throw new InvalidInputError(`The weights to start from are of ${count} classes and do not say which; training is of ${wanted.length}. Name the folder of their model, whose card knows.`);
  }
  const find = categoryFinder((names ?? wanted).map((name, column) => ({ name, column })));
  const sources = wanted.map((name) => find(name)?.column);
  const fitted = new Map(values);
  for (const name of layerNames) {
    const value = values.get(name);
    if (value) fitted.set(name, rearranged(value, count, sources, name.endsWith('bias') ? () => layers.bias : newColumn(random.fork(name))));
  }
  return { values: fitted, knows: sources.map((source) => source !== undefined) };
}

const newColumn = (random: Random) => () => random.normal() * NEW_KERNEL_DEVIATION;

/** Each row [count + others] as [sources + others]: a class's value from its source, or a new one. */
function rearranged({ shape, values }: TensorValue, count: number, sources: readonly (number | undefined)[], fresh: () => number): TensorValue {
  const from = shape.at(-1) ?? 0;
  const others = from - count;
  const to = sources.length + others;
  const rows = values.length / from;
  const result = new Float32Array(rows * to);
  for (let row = 0; row < rows; row++) {
    for (const [column, source] of sources.entries()) result[row * to + column] = source === undefined ? fresh() : values[row * from + source] ?? 0;
    result.set(values.subarray(row * from + count, (row + 1) * from), row * to + sources.length);
  }
  return { shape: [...shape.slice(0, -1), to], values: result };
}
