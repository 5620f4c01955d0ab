import { z } from 'zod';
import { thingsAgreement } from '../agreement/things-agreement';
import { toSourceUnclipped, type FramePlacement } from '../frames/frame-placement';
import { clip, type Box } from '../geometry/box';
import { numbersOf, type DecodingCard, type ExportedOutput, type PredictOptions, type Task } from './task';
import { answerFields, sizeFields } from './wire-fields';

/** One thing seen. */
export interface Detection {
  /** The data set's category id (COCO's numbering for COCO classes). */
  readonly categoryId: number;
  readonly label: string;
  /** Confidence, 0 to 1. */
  readonly score: number;
  /** Source pixels. */
  readonly box: Box;
}

/** What is there and where, best first. Width and height are the source frame's, in pixels. */
export interface DetectionPrediction {
  readonly task: 'detection';
  readonly width: number;
  readonly height: number;
  readonly detections: readonly Detection[];
}

/** Numbers in a row of what a detector returns: y1 x1 y2 x2 in input pixels, score, class index. */
export const DETECTION_ROW = 6;

export const DETECTION_ROWS = 'detections';

/** A row that holds something. */
export interface ReadRow extends Detection {
  /** Which of the network's rows it is. */
  readonly row: number;
  /** Its box with what reaches over the picture's border. */
  readonly unclipped: Box;
}

/** What a detector's rows say, clipped to the picture, best first. */
export function readRows(rows: Float32Array, placed: FramePlacement, card: DecodingCard, { scoreThreshold = card.scoreThreshold }: PredictOptions = {}): ReadRow[] {
  const read: ReadRow[] = [];
  for (let row = 0; (row + 1) * DETECTION_ROW <= rows.length; row++) {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0, score = 0, index = -1] = rows.subarray(row * DETECTION_ROW, (row + 1) * DETECTION_ROW);
    const category = card.categories[index];
    if (!(score > 0 && score >= scoreThreshold) || category === undefined) continue;
    const unclipped = toSourceUnclipped(placed, { x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
    const box = clip(unclipped, placed.source);
    if (box.width > 0 && box.height > 0) read.push({ categoryId: category.id, label: category.name, score, box, row, unclipped });
  }
  return read.sort((a, b) => b.score - a.score);
}

/** Of a detection that comes over a wire. */
export const detectionFields = { ...answerFields, box: z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }) };

/** What files give of a detector's rows. */
export const EXPORTED_ROWS: readonly ExportedOutput[] = [
  { name: 'boxes', of: DETECTION_ROWS, columns: [1, 0, 3, 2], meaning: 'x1 y1 x2 y2 in pixels of the input.' },
  { name: 'scores', of: DETECTION_ROWS, columns: [4], meaning: '0 to 1, best first.' },
  { name: 'labels', of: DETECTION_ROWS, columns: [5], integer: true, meaning: 'Indices into the categories.' },
];

/** Boxes with classes. Networks give `detections` [n × most, 6], each picture's rows padded with score 0. */
export const detection: Task<DetectionPrediction> = {
  outputs: [DETECTION_ROWS],

  /** Clipped to the picture, best first. */
  decode(outputs, placed, card, options) {
    const detections = readRows(numbersOf(outputs, DETECTION_ROWS), placed, card, options).map(({ categoryId, label, score, box }) => ({ categoryId, label, score, box }));
    return { task: 'detection', width: placed.source.width, height: placed.source.height, detections };
  },

  schema: z.strictObject({
    task: z.literal('detection'),
    ...sizeFields,
    detections: z.array(z.strictObject(detectionFields)),
  }),

  toCoco: ({ detections }) => detections.map(({ categoryId, box, score }) => ({ category_id: categoryId, bbox: [box.x, box.y, box.width, box.height], score })),

  agreement: (reference, other) => thingsAgreement(reference.detections, other.detections),

  lowestScore: 0.05,
  headline: 'AP',

  exported: { outputs: EXPORTED_ROWS, rows: 'scores' },
};

export const isDetectionPrediction = (prediction: { readonly task: string }): prediction is DetectionPrediction => prediction.task === 'detection';
