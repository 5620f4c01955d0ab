import type { Card } from '../artifact/card';
import { nmsKernel } from '../kernels/nms/register';
import { taskNamed } from '../tasks';
import { PICTURE_INPUT } from './exported-names';
import { traceModel } from './trace-model';

export type ExportCard = Pick<Card, 'name' | 'title' | 'task' | 'network' | 'input' | 'categories' | 'scoreThreshold' | 'weights' | 'licence' | 'attribution'>;
export type ExportFormat = 'onnx' | 'graph-model';

/** A tensor that goes into an exported model or comes out of it. */
export interface ExportedTensor {
  readonly name: string;
  readonly type: 'float32' | 'int32' | 'int64';
  /** A name stands for a size that is known only when the model has run. */
  readonly shape: readonly (number | string)[];
  readonly meaning: string;
}

/** What someone who has nothing but an exported file must know to use it; the file carries it. */
export interface ExportDescription {
  readonly model: string;
  readonly title: string;
  readonly task: Card['task'];
  /** SHA-256 of the weights that the file was made of: which version of the model it is. */
  readonly weights: string;
  readonly licence: string;
  readonly attribution: readonly string[];
  /** In the order of the network's outputs. */
  readonly categories: readonly string[];
  /** The data set's own numbers of them. */
  readonly categoryIds: readonly number[];
  readonly input: ExportedTensor & { readonly layout: 'NCHW' | 'NHWC'; readonly colours: 'RGB'; readonly range: readonly [number, number]; readonly fill: readonly number[] };
  /** What is given beside the picture, where the network takes it. */
  readonly condition?: ExportedTensor;
  readonly outputs: readonly ExportedTensor[];
  /** Answers below it are left out by Fovea, not by the file. */
  readonly scoreThreshold: number;
  /** Boxes of a class that overlap by more have been suppressed in the file; only of a detector. */
  readonly iouThreshold?: number;
}

export function describeExport(card: ExportCard, format: ExportFormat): ExportDescription {
  const { name: model, title, task, weights: { sha256: weights }, licence, attribution, categories, scoreThreshold, input: { width, height, mean } } = card;
  const { inputs: [, beside], nodes, outputs } = traceModel(card, undefined);
  const { condition } = taskNamed(task);
  const suppression = nodes.findLast(({ kernel }) => kernel === nmsKernel);
  return {
    model, title, task, weights, licence, attribution,
    categories: categories.map(({ name }) => name),
    categoryIds: categories.map(({ id }) => id),
    input: {
      name: PICTURE_INPUT, type: 'float32', shape: format === 'onnx' ? [1, 3, height, width] : [1, height, width, 3],
      meaning: `RGB, 0 to 255: the picture resized to fit into ${width} x ${height} with its proportions kept, centred, the rest filled with the colour ${mean.join(', ')}; the model normalises it itself.`,
      layout: format === 'onnx' ? 'NCHW' : 'NHWC', colours: 'RGB', range: [0, 255], fill: mean,
    },
    ...(beside !== undefined && condition !== undefined && { condition: { name: condition.name, type: 'float32', shape: beside.shape, meaning: condition.meaning } }),
    outputs: outputsOf(task, outputs.map(({ shape }) => shape), format),
    scoreThreshold,
    ...(suppression !== undefined && { iouThreshold: Number(suppression.attributes.iouThreshold) }),
  };
}

/** @param shapes of the network's own outputs */
function outputsOf(task: ExportCard['task'], shapes: readonly (readonly number[])[], format: ExportFormat): ExportedTensor[] {
  const { outputs, exported } = taskNamed(task);
  const rows = exported.outputs.find(({ name }) => name === exported.rows)?.of;
  return exported.outputs.map(({ name, of, columns, integer, meaning }) => {
    const [most = 0, ...rest] = shapes[outputs.indexOf(of)] ?? [];
    const found = format === 'onnx' ? rows : undefined;
    const end = exported.rows !== name ? '' : found !== undefined ? ` As many rows as were found, at most ${most}.` : ` Always ${most} rows: 0 where there is nothing more.`;
    return {
      name,
      type: integer !== true ? 'float32' : format === 'onnx' ? 'int64' : 'int32',
      shape: [found ?? most, ...(columns === undefined ? rest : columns.length === 1 ? [] : [columns.length])],
      meaning: `${meaning}${end}`,
    };
  });
}
