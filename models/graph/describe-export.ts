import type { Card } from '../artifact/card';
import { nmsKernel } from '../kernels/nms/register';
import { CLASSIFICATION_OUTPUT, DETECTION_OUTPUTS, PICTURE_INPUT } from './exported-names';
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
  readonly outputs: readonly ExportedTensor[];
  /** Answers below it are left out by Fovea, not by the file. */
  readonly scoreThreshold: number;
  /** Boxes of a class that overlap by more have been suppressed in the file; only of a detector. */
  readonly iouThreshold?: number;
}

export function describeExport(card: ExportCard, format: ExportFormat): ExportDescription {
  const { name: model, title, task, weights: { sha256: weights }, licence, attribution, categories, scoreThreshold, input: { width, height, mean } } = card;
  const suppression = suppressionOf(card);
  return {
    model, title, task, weights, licence, attribution,
    categories: categories.map(({ name }) => name),
    categoryIds: categories.map(({ id }) => id),
    input: {
      name: PICTURE_INPUT, type: 'float32', shape: format === 'onnx' ? [1, 3, height, width] : [1, height, width, 3],
      meaning: `RGB, 0 to 255: the picture resized to fit into ${width} x ${height} with its proportions kept, centred, the rest filled with the colour ${mean.join(', ')}; the model normalises it itself.`,
      layout: format === 'onnx' ? 'NCHW' : 'NHWC', colours: 'RGB', range: [0, 255], fill: mean,
    },
    outputs: suppression === undefined
      ? [{ name: CLASSIFICATION_OUTPUT, type: 'float32', shape: [1, categories.length], meaning: 'The probability of each category.' }]
      : detectionOutputs(format, suppression.most),
    scoreThreshold,
    ...(suppression === undefined ? {} : { iouThreshold: suppression.iouThreshold }),
  };
}

function detectionOutputs(format: ExportFormat, most: number): ExportedTensor[] {
  const [boxes, scores, labels] = DETECTION_OUTPUTS;
  const rows = format === 'onnx' ? 'detections' : most;
  const end = format === 'onnx' ? `As many rows as were found, at most ${most}.` : `Always ${most} rows: 0 where there is nothing more.`;
  return [
    { name: boxes, type: 'float32', shape: [rows, 4], meaning: 'x1 y1 x2 y2 in pixels of the input.' },
    { name: scores, type: 'float32', shape: [rows], meaning: `0 to 1, best first. ${end}` },
    { name: labels, type: format === 'onnx' ? 'int64' : 'int32', shape: [rows], meaning: 'Indices into the categories.' },
  ];
}

/** How a detector ends: in a suppression, whose numbers stand in the network's code. */
function suppressionOf(card: ExportCard): { readonly iouThreshold: number; readonly most: number } | undefined {
  if (card.task !== 'detection') return undefined;
  const { nodes, outputs } = traceModel(card, undefined);
  const last = nodes.findLast(({ kernel }) => kernel === nmsKernel);
  return { iouThreshold: Number(last?.attributes.iouThreshold), most: outputs[0]?.shape[0] ?? 0 };
}
