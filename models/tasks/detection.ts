import { z } from 'zod';
import { toSource } from '../frames/letterbox';
import type { Box } from '../geometry/box';
import { numbersOf, type Task } from './task';
import { answerFields, boxSchema, sizeFields } from './wire-fields';

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

const ROWS = 'detections';

/** Boxes with classes. Networks give `detections` [n × most, 6], each picture's rows padded with score 0. */
export const detection: Task<DetectionPrediction> = {
  outputs: [ROWS],

  /** Clipped to the picture, best first. */
  decode(outputs, fit, card, { scoreThreshold = card.scoreThreshold } = {}) {
    const rows = numbersOf(outputs, ROWS);
    const detections: Detection[] = [];
    for (let row = 0; row + DETECTION_ROW <= rows.length; row += DETECTION_ROW) {
      const [y1 = 0, x1 = 0, y2 = 0, x2 = 0, score = 0, index = -1] = rows.subarray(row, row + DETECTION_ROW);
      const category = card.categories[index];
      if (!(score > 0 && score >= scoreThreshold) || category === undefined) continue;
      const box = toSource(fit, { x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
      if (box.width > 0 && box.height > 0) detections.push({ categoryId: category.id, label: category.name, score, box });
    }
    detections.sort((a, b) => b.score - a.score);
    return { task: 'detection', width: fit.source.width, height: fit.source.height, detections };
  },

  schema: z.strictObject({
    task: z.literal('detection'),
    ...sizeFields,
    detections: z.array(z.strictObject({ ...answerFields, box: boxSchema })),
  }),

  toCoco: ({ detections }) => detections.map(({ categoryId, box, score }) => ({ category_id: categoryId, bbox: [box.x, box.y, box.width, box.height], score })),

  headline: 'AP',

  exported: {
    outputs: [
      { name: 'boxes', of: ROWS, columns: [1, 0, 3, 2], meaning: 'x1 y1 x2 y2 in pixels of the input.' },
      { name: 'scores', of: ROWS, columns: [4], meaning: '0 to 1, best first.' },
      { name: 'labels', of: ROWS, columns: [5], integer: true, meaning: 'Indices into the categories.' },
    ],
    rows: 'scores',
  },
};
