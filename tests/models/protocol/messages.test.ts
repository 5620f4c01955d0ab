import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, isBinary } from '../../../models/protocol/bytes';
import { droppedSchema, failureSchema, frameSchema, helloSchema, resultSchema, selectSchema, welcomeSchema, type OffloadResult } from '../../../models/protocol/messages';
import { pictureFormat } from '../../../models/protocol/picture-format';

const schemas = { helloSchema, selectSchema, frameSchema, welcomeSchema, resultSchema, droppedSchema, failureSchema };

describe('messages', () => {
  it.each(Object.entries(schemas))('%s takes or refuses anything, and never throws', (_name, schema) => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }), (value) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) expect(schema.parse(parsed.data)).toEqual(parsed.data);
    }), { numRuns: 2000 });
  });

  const frame = { id: 3, capturedAt: 1.5, width: 640, height: 480, deadlineMs: 1000, picture: new Uint8Array([1, 2]) };

  it('a frame is refused with any field missing, unknown, or of another kind', () => {
    expect(frameSchema.safeParse(frame).success).toBe(true);
    for (const key of Object.keys(frame)) {
      const rest = Object.entries(frame).filter(([name]) => name !== key);
      expect(frameSchema.safeParse(Object.fromEntries(rest)).success, `without ${key}`).toBe(false);
      for (const wrong of ['1', null, [], {}, NaN, Infinity, -1.5, true]) {
        if (key === 'capturedAt' && wrong === -1.5) continue;
        expect(frameSchema.safeParse({ ...frame, [key]: wrong }).success, `${key} = ${JSON.stringify(wrong)}`).toBe(false);
      }
    }
    expect(frameSchema.safeParse({ ...frame, more: 1 }).success).toBe(false);
    for (const change of [{ id: 2 ** 53 }, { id: 1.5 }, { width: 0 }, { width: 16_385 }, { height: 0.5 }, { deadlineMs: 0 }]) {
      expect(frameSchema.safeParse({ ...frame, ...change }).success, JSON.stringify(change)).toBe(false);
    }
  });

  it('a result survives the way over the wire', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const size = fc.integer({ min: 1, max: 10_000 });
    const box = fc.record({ x: finite, y: finite, width: finite, height: finite });
    const detections = fc.array(fc.record({ categoryId: fc.nat(), label: fc.string(), score: finite, box }), { maxLength: 5 });
    const elapsed = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    const result: fc.Arbitrary<OffloadResult> = fc.record({
      id: fc.nat(), capturedAt: finite, model: fc.string({ minLength: 1, maxLength: 20 }),
      prediction: fc.record({ task: fc.constant('detection' as const), width: size, height: size, detections }),
      timings: fc.record({ stages: fc.record({ queue: elapsed, open: elapsed, prepare: elapsed, forward: elapsed, read: elapsed, decode: elapsed }, { requiredKeys: [] }), totalMs: elapsed }),
    });
    fc.assert(fc.property(result, (message) => {
      const arrived: unknown = JSON.parse(JSON.stringify(message));
      expect(resultSchema.parse(arrived)).toEqual(arrived);
    }));
  });
});

describe('bytesOf', () => {
  it('gives the same bytes for a block, a view anywhere in it and views of larger elements', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 64 }), fc.nat(7), (bytes, offset) => {
      const block = new Uint8Array(bytes.length + offset);
      block.set(bytes, offset);
      for (const value of [bytes.slice().buffer, block.subarray(offset), new DataView(block.buffer, offset), Buffer.from(block.buffer, offset)]) {
        expect(isBinary(value)).toBe(true);
        expect(Array.from(bytesOf(value))).toEqual(Array.from(bytes));
      }
    }));
  });

  it('does not count anything else as binary', () => {
    for (const value of [undefined, null, 'x', [1, 2], { byteLength: 3 }, 5]) expect(isBinary(value)).toBe(false);
  });
});

it('knows JPEG and WebP by their first bytes, and nothing else', () => {
  const text = (word: string) => Uint8Array.from(word, (letter) => letter.charCodeAt(0));
  expect(pictureFormat(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('jpeg');
  expect(pictureFormat(text('RIFFxxxxWEBPVP8 '))).toBe('webp');
  for (const other of ['<svg xmlns="', 'GIF89a0000000', '\x89PNG\r\n\x1a\n00000', 'II*xxxxxxxxxx', 'RIFFxxxxWAVE0', '', 'RIFF']) expect(pictureFormat(text(other))).toBeUndefined();
});
