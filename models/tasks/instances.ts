import { z } from 'zod';
import { maskIou } from '../agreement/mask-agreement';
import { thingsAgreement } from '../agreement/things-agreement';
import { cropMask, MASK_EDGE, placeMask, type BoxMask } from '../geometry/box-mask';
import type { Size } from '../geometry/box';
import { compressRle, encodeRleWithin } from '../geometry/rle';
import { DETECTION_ROW, DETECTION_ROWS, detectionFields, EXPORTED_ROWS, readRows, type Detection } from './detection';
import { numbersOf, type Task } from './task';
import { maskSchema, sizeFields, wireMask } from './wire-fields';

/** One thing seen and cut out: its mask lies in its box, see BoxMask, and stays with the box wherever that is moved. */
export interface Instance extends Detection {
  readonly mask: BoxMask;
}

/** What is there and where exactly, best first. Width and height are the source frame's, in pixels. */
export interface InstancesPrediction {
  readonly task: 'instances';
  readonly width: number;
  readonly height: number;
  readonly detections: readonly Instance[];
}

const MASKS = 'masks';

/**
 * Boxes with classes and masks. Networks give `detections` as detectors do, and `masks` [n × most, side, side]: for each of
 * those rows the probability that a cell of its box belongs to the thing.
 */
export const instances: Task<InstancesPrediction> = {
  outputs: [DETECTION_ROWS, MASKS],

  /** Clipped to the picture with their masks, best first. */
  decode(outputs, placed, card, options) {
    const rows = numbersOf(outputs, DETECTION_ROWS);
    const masks = numbersOf(outputs, MASKS);
    const cells = masks.length / (rows.length / DETECTION_ROW);
    const side = Math.sqrt(cells);
    const detections = readRows(rows, placed, card, options).map(({ row, unclipped, ...detection }): Instance => {
      const values = Uint8Array.from(masks.subarray(row * cells, (row + 1) * cells), (probability) => Math.round(255 * probability));
      const whole = { width: side, height: side, values };
      return { ...detection, mask: sameSize(unclipped, detection.box) ? whole : cropMask(whole, unclipped, detection.box) };
    });
    return { task: 'instances', width: placed.source.width, height: placed.source.height, detections };
  },

  transferables: ({ detections }) => detections.map(({ mask: { values } }) => values.buffer),

  schema: z.strictObject({ task: z.literal('instances'), ...sizeFields, detections: z.array(z.strictObject({ ...detectionFields, mask: maskSchema })) }),

  toWire: (prediction) => ({ ...prediction, detections: prediction.detections.map(({ mask, ...detection }) => ({ ...detection, mask: wireMask(mask) })) }),

  /** Masks in the pixels of the picture, as runs. */
  toCoco: ({ detections, width, height }) => detections.map(({ categoryId, box, score, mask }) => {
    const { values, ...part } = placeMask(mask, box, { width, height });
    const inside = Uint8Array.from(values, (value) => Number(value > MASK_EDGE));
    return { category_id: categoryId, bbox: [box.x, box.y, box.width, box.height], score, segmentation: compressRle(encodeRleWithin(inside, part, height, width)) };
  }),

  agreement: (reference, other) => thingsAgreement(reference.detections, other.detections, (pairs) => [{
    name: 'IoU of masks', sum: pairs.reduce((sum, pair) => sum + maskIou(pair.reference, pair.other), 0), count: pairs.length, shownAs: 'number',
  }]),

  lowestScore: 0.05,
  headline: 'mask AP',

  exported: {
    outputs: [...EXPORTED_ROWS, { name: MASKS, of: MASKS, meaning: 'Probabilities of the cells of each box, row by row: more than a half belongs to the thing. Laid over the box, bilinear in between, and 0 around it.' }],
    rows: 'scores',
  },
};

const sameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
