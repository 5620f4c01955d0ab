import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../models/frames/frame-placement';
import { areaOfRle, boxOfRle, decompressRle } from '../../../models/geometry/rle';
import { instances } from '../../../models/tasks/instances';

const card = { categories: [{ id: 1, name: 'person' }, { id: 44, name: 'bottle' }], scoreThreshold: 0.3 };
/** 64 x 48 pixels in the middle of 32 x 32. */
const placed = letterbox({ width: 64, height: 48 }, { width: 32, height: 32 });
const full = new Array<number>(4).fill(1);
/** The left half of a box. */
const left = [0.8, 0.2, 0.8, 0.2];
const decode = (rows: readonly number[], masks: readonly number[]) => instances.decode({ detections: Float32Array.from(rows), masks: Float32Array.from(masks) }, placed, card);

describe('instances', () => {
  it('gives each thing its own mask, best first, whatever the order of the rows', () => {
    const { detections } = decode([8, 4, 16, 12, 0.4, 0, 8, 4, 16, 12, 0, 1, 10, 8, 20, 24, 0.9, 1], [...full, ...full, ...left]);
    expect(detections).toEqual([
      { categoryId: 44, label: 'bottle', score: expect.closeTo(0.9, 6) as number, box: { x: 16, y: 12, width: 32, height: 20 }, mask: { width: 2, height: 2, values: Uint8Array.of(204, 51, 204, 51) } },
      { categoryId: 1, label: 'person', score: expect.closeTo(0.4, 6) as number, box: { x: 8, y: 8, width: 16, height: 16 }, mask: { width: 2, height: 2, values: Uint8Array.of(255, 255, 255, 255) } },
    ]);
  });

  it('cuts a mask with its box at the border of the picture', () => {
    // The upper half of the box lies on the bar above the picture: a mask of the lower half fills what is left.
    const { detections: [cut] } = decode([0, 8, 8, 24, 0.9, 0], [0, 0, 1, 1]);
    expect(cut?.box).toEqual({ x: 16, y: 0, width: 32, height: 8 });
    expect([...(cut?.mask.values ?? [])].every((value) => value > 127)).toBe(true);
  });

  it('writes masks as runs in the picture’s pixels', () => {
    const [result] = instances.toCoco(decode([10, 8, 20, 24, 0.9, 1], left));
    if (result?.segmentation === undefined) throw new Error('no mask');
    const rle = decompressRle(result.segmentation);
    expect(rle.size).toEqual([48, 64]);
    // 204 to 51 crosses a half in the middle of the box.
    expect(boxOfRle(rle).x + boxOfRle(rle).width).toBe(32);
    expect(areaOfRle(rle)).toBeGreaterThan(0.5 * 16 * 20);
    expect(areaOfRle(rle)).toBeLessThanOrEqual(16 * 20);
  });

  it('takes masks from a wire as ArrayBuffer or any view, and refuses what is no mask', () => {
    const prediction = decode([10, 8, 20, 24, 0.9, 1], left);
    const sent = (values: unknown) => ({ ...prediction, detections: prediction.detections.map((detection) => ({ ...detection, mask: { ...detection.mask, values } })) });
    const { values } = prediction.detections[0]?.mask ?? { values: new Uint8Array() };
    expect(instances.schema.parse(sent(Uint8Array.from(values).buffer))).toEqual(prediction);
    expect(instances.schema.parse(sent(Buffer.from(values)))).toEqual({ ...prediction });
    expect(() => instances.schema.parse(sent([...values]))).toThrow('expected binary data');
    expect(() => instances.schema.parse(sent(values.slice(1)))).toThrow('expected a byte for each cell of the mask');
  });

  it('sends ten things in less than 6 KB, and no cell changes sides on the way', () => {
    const side = 28;
    const cells = side * side;
    // Discs of all sizes with a soft edge, in boxes that lie on no whole pixel.
    const rows = Array.from({ length: 10 }, (_, i) => [1.234567 + i / 3, 2.345678, 17.456789 + i, 25.56789, 0.987654321 - i / 100, i % 2]);
    const masks = rows.flatMap((_, i) => Array.from({ length: cells }, (_, at) => 1 / (1 + Math.exp(1.3 * (Math.hypot(at % side - 13.5, Math.floor(at / side) - 13.5) - 4 - i)))));
    const prediction = decode(rows.flat(), masks);
    expect(prediction.detections).toHaveLength(10);
    const sent = instances.toWire?.(prediction) ?? {};
    let binary = 0;
    const text = JSON.stringify(sent, (_, value: unknown) => {
      if (!(value instanceof Uint8Array)) return value;
      binary += value.length;
      return { _placeholder: true, num: 0 };
    });
    expect(text.length + binary).toBeLessThan(6000);
    const read = instances.schema.parse(sent);
    expect(read.detections.map(({ label, score, box }) => ({ label, score, box }))).toEqual(prediction.detections.map(({ label, score, box }) => ({ label, score, box })));
    read.detections.forEach(({ mask: { values } }, i) => values.forEach((value, cell) => {
      const before = prediction.detections[i]?.mask.values[cell] ?? NaN;
      expect(Math.abs(value - before)).toBeLessThanOrEqual(8);
      expect(value > 127).toBe(before > 127);
    }));
  });

  it('refuses runs that are not as many cells as the mask has', () => {
    const prediction = decode([10, 8, 20, 24, 0.9, 1], left);
    const sent = (packed: Uint8Array) => ({ ...prediction, detections: prediction.detections.map((detection) => ({ ...detection, mask: { width: 2, height: 2, packed } })) });
    expect(instances.schema.parse(sent(Uint8Array.of(0xf1, 0x01))).detections[0]?.mask.values).toEqual(Uint8Array.of(255, 255, 0, 0));
    expect(() => instances.schema.parse(sent(Uint8Array.of(0xf2)))).toThrow('are of 3; expected 4');
  });
});
