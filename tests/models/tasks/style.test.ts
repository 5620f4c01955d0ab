import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { placeFrame } from '../../../models/frames/frame-placement';
import { style } from '../../../models/tasks/style';
import { tintingStylizer, TINTS } from '../networks/style/tinting-stylizer';

const { card } = tintingStylizer();
const names = Object.keys(TINTS);
const styles = (options: Parameters<NonNullable<typeof style.condition>['of']>[0]) => [...(style.condition?.of(options, card) ?? [])];

describe('how much of each style is wanted', () => {
  it('is all of the first, unless something else is asked for', () => {
    expect(styles({})).toEqual([1, 0, 0]);
    expect(styles({ styles: [0.25, 0, 0.75] })).toEqual([0.25, 0, 0.75]);
  });

  it.each([[[1, 0]], [[1, 0, 0, 0]], [[0.5, 0.4, 0]], [[1.5, -0.5, 0]], [[NaN, 0, 1]]])('is not %j', (given) => {
    expect(() => styles({ styles: given })).toThrow(InvalidInputError);
    expect(() => styles({ styles: given })).toThrow(/of each of 3 styles/);
  });
});

describe('a picture in a style', () => {
  const placed = placeFrame({ width: 320, height: 240 }, card.input);
  const { target } = placed;

  it('has the proportions of the frame, colours that are clipped, and says what it is made of', () => {
    expect(target).toEqual({ width: 88, height: 64 });
    const pictures = Float32Array.from({ length: 3 * target.width * target.height }, (_, at) => [-0.2, 0.5, 1.3][at % 3] ?? 0);
    const prediction = style.decode({ pictures }, placed, card, { styles: [0.25, 0, 0.75] });
    expect(prediction).toMatchObject({ task: 'style', width: 320, height: 240 });
    expect(prediction.styles).toEqual([{ categoryId: 3, label: names[2], share: 0.75 }, { categoryId: 1, label: names[0], share: 0.25 }]);
    if (!('pixels' in prediction.picture)) throw new Error('The picture is encoded.');
    expect(prediction.picture).toMatchObject(target);
    expect(prediction.picture.pixels).toHaveLength(4 * target.width * target.height);
    expect([...prediction.picture.pixels.subarray(0, 8)]).toEqual([0, 128, 255, 255, 0, 128, 255, 255]);
    expect(style.transferables?.(prediction)).toEqual([prediction.picture.pixels.buffer]);
  });

  it('leaves out what no part of the frame fills', () => {
    const letterboxed = placeFrame({ width: 64, height: 32 }, { width: 64, height: 64 });
    const pictures = Float32Array.from({ length: 3 * 64 * 64 }, (_, at) => (Math.floor(at / (3 * 64)) - 16) / 255);
    const { picture } = style.decode({ pictures }, letterboxed, card);
    if (!('pixels' in picture)) throw new Error('The picture is encoded.');
    expect([picture.width, picture.height, picture.pixels[0], picture.pixels.at(-2)]).toEqual([64, 32, 0, 31]);
  });
});

describe('what comes over a wire', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0);
  const sent = { task: 'style', width: 320, height: 240, styles: [{ categoryId: 1, label: 'Plain', share: 1 }], picture: { width: 88, height: 64, encoded: jpeg } };

  it('is an encoded picture', () => {
    expect(style.schema.parse(sent)).toEqual(sent);
    expect(style.schema.parse({ ...sent, picture: { ...sent.picture, encoded: jpeg.buffer } })).toEqual(sent);
  });

  it.each([
    ['no picture', { encoded: new Uint8Array(20) }],
    ['too large', { encoded: Object.assign(new Uint8Array(1024 * 1024 + 1), jpeg) }],
    ['too wide', { width: 4096 }],
    ['pixels', { encoded: undefined, pixels: new Uint8ClampedArray(4) }],
  ])('is refused where it is %s', (_, change) => {
    expect(style.schema.safeParse({ ...sent, picture: { ...sent.picture, ...change } }).success).toBe(false);
  });
});
