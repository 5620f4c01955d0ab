import { describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { cropBatches, type CropBatch } from '../../../../training/data/batches/crop-batches';

/** Pictures whose red is their number, green their row and blue their column. */
const pictures = { side: 12, count: 5, pixels: Uint8Array.from({ length: 5 * 12 * 12 * 3 }, (_, at) => [Math.floor(at / 432), Math.floor(at / 36) % 12, Math.floor(at / 3) % 12][at % 3] ?? 0) };

async function take(count: number, first = 0): Promise<CropBatch[]> {
  const taken: CropBatch[] = [];
  for await (const batch of cropBatches({ pictures, batchSize: 3, side: 8, random: new Random(4) }, first)) {
    taken.push(batch);
    if (taken.length === count) break;
  }
  return taken;
}

describe('cropBatches', () => {
  it('cuts squares out of pictures, as they are or mirrored', async () => {
    let mirrored = 0;
    for (const { images } of await take(20)) {
      for (let place = 0; place < 3; place++) {
        const at = (y: number, x: number) => images.subarray(3 * ((place * 8 + y) * 8 + x), 3 * ((place * 8 + y) * 8 + x) + 3);
        const [number = 0, top = 0, left = 0] = at(0, 0);
        const step = (at(0, 1)[2] ?? 0) - left;
        expect(Math.abs(step)).toBe(1);
        mirrored += Number(step === -1);
        for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) expect([...at(y, x)]).toEqual([number, top + y, left + step * x]);
      }
    }
    expect(mirrored).toBeGreaterThan(15);
    expect(mirrored).toBeLessThan(45);
  });

  it('gives the same batch number whichever was the first', async () => {
    const [, , third] = await take(3);
    const [again] = await take(1, 2);
    expect(again).toEqual(third);
  });

  it('refuses crops that do not fit', async () => {
    await expect(cropBatches({ pictures, batchSize: 1, side: 13, random: new Random(1) }, 0).next()).rejects.toThrow(/A crop of 13 pixels does not fit pictures of 12/);
  });
});
