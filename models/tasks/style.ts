import { z } from 'zod';
import { InvalidInputError } from '../errors';
import { pictureFormat } from '../protocol/picture-format';
import { numbersOf, type AnswerPicture, type Condition, type Task } from './task';
import { binarySchema, sizeFields } from './wire-fields';

/** A style, and how much of it there is. */
export interface StyleShare {
  readonly categoryId: number;
  readonly label: string;
  /** More than 0; 1 in all. */
  readonly share: number;
}

/** What a frame would look like in a style. Width and height are the source frame's, in pixels; all of it is seen. */
export interface StylePrediction {
  readonly task: 'style';
  readonly width: number;
  readonly height: number;
  /** Those that it is made of, most first. */
  readonly styles: readonly StyleShare[];
  /** Of the size at which the network saw the frame. */
  readonly picture: AnswerPicture;
}

const PICTURES = 'pictures';

/** Shares that add up to 1 but for rounding. */
const TOLERANCE = 1e-3;

/** How much there is of each of the card's styles (conditional instance normalisation, Dumoulin et al. 2017). */
const condition: Condition = {
  name: 'styles',
  meaning: 'How much of each style, in the order of the categories: 0 to 1 each, and 1 in all.',
  of({ styles }, { categories }) {
    if (styles === undefined) return Float32Array.from(categories, (_, index) => Number(index === 0));
    const sum = styles.reduce((total, share) => total + share, 0);
    if (styles.length !== categories.length || !styles.every((share) => share >= 0 && share <= 1) || Math.abs(sum - 1) > TOLERANCE) {
      throw new InvalidInputError(`Expected how much of each of ${categories.length} styles is wanted, 0 to 1 each and 1 in all; given ${styles.length}: ${styles.slice(0, 64).join(', ')}.`);
    }
    return Float32Array.from(styles);
  },
};

/** On a wire, in bytes and in pixels along a side. */
const MOST_BYTES = 1024 * 1024;
const MOST_SIDE = 2048;

const side = z.int().positive().max(MOST_SIDE);

const encodedPicture = z.strictObject({
  width: side,
  height: side,
  encoded: binarySchema
    .refine(({ length }) => length <= MOST_BYTES, `expected at most ${MOST_BYTES} bytes`)
    .refine((bytes) => pictureFormat(bytes) !== undefined, 'expected a JPEG or WebP picture'),
});

/**
 * A picture in a style. Networks take the shares of the styles beside the picture, and give `pictures` [n, height, width, 3],
 * of the input's size: RGB, 0 to 1 where nothing has to be clipped.
 */
export const style: Task<StylePrediction> = {
  outputs: [PICTURES],
  condition,

  decode(outputs, { source: { width, height }, target, padX, padY, width: across, height: down }, card, options = {}) {
    const values = numbersOf(outputs, PICTURES);
    const pixels = new Uint8ClampedArray(4 * across * down);
    for (let row = 0, to = 0; row < down; row++) {
      for (let from = 3 * ((row + padY) * target.width + padX), end = from + 3 * across; from < end; from += 3, to += 4) {
        pixels[to] = 255 * (values[from] ?? 0);
        pixels[to + 1] = 255 * (values[from + 1] ?? 0);
        pixels[to + 2] = 255 * (values[from + 2] ?? 0);
        pixels[to + 3] = 255;
      }
    }
    const shares = condition.of(options, card);
    const styles = card.categories
      .map(({ id, name }, index): StyleShare => ({ categoryId: id, label: name, share: shares[index] ?? 0 }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share);
    return { task: 'style', width, height, styles, picture: { width: across, height: down, pixels } };
  },

  transferables: ({ picture }) => ('pixels' in picture ? [picture.pixels.buffer] : []),

  /** As it is sent, encoded. */
  schema: z.strictObject({
    task: z.literal('style'),
    ...sizeFields,
    styles: z.array(z.strictObject({ categoryId: z.int(), label: z.string(), share: z.number().positive().max(1) })).min(1),
    picture: encodedPicture,
  }),

  picture: { of: ({ picture }) => picture, replace: (prediction, picture) => ({ ...prediction, picture }) },

  /** Nothing is found in a picture that is painted. */
  toCoco: () => [],

  lowestScore: 0,
  headline: 'style loss',
  looksPerSecond: 20,

  exported: { outputs: [{ name: PICTURES, of: PICTURES, meaning: 'The picture in the styles, row by row: RGB, 0 to 1 once it is clipped.' }] },
};

export const isStylePrediction = (prediction: { readonly task: string }): prediction is StylePrediction => prediction.task === 'style';
