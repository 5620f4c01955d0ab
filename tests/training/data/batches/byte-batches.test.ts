import { describe, expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { byteBatches, type ByteBatch, type ByteBatchesOptions } from '../../../../training/data/batches/byte-batches';

const SIDE = 5;
const COUNT = 7;
/** Every pixel of every picture is different. */
const value = (picture: number, y: number, x: number, channel: number) => 1 + ((picture * 75 + (y * SIDE + x) * 3 + channel) % 255);
const pixels = Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, (_, i) => value(Math.floor(i / 75), Math.floor(i / 15) % SIDE, Math.floor(i / 3) % SIDE, i % 3));
const pictures = { side: SIDE, pixels, labels: Uint8Array.from({ length: COUNT }, (_, i) => i) };
const options: ByteBatchesOptions = { pictures, batchSize: 2, mean: [0, 10, 20], std: [1, 2, 4], shift: 2, flip: true, random: new Random(3) };

async function take(count: number, first = 0, more: Partial<ByteBatchesOptions> = {}): Promise<ByteBatch[]> {
  const batches: ByteBatch[] = [];
  for await (const batch of byteBatches({ ...options, ...more }).from(first)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

/** How a picture of a batch was moved and mirrored: the only way that explains every pixel. */
function movedBy({ images, labels }: ByteBatch, place: number): { down: number; right: number; mirrored: boolean }[] {
  const ways = [-2, -1, 0, 1, 2].flatMap((down) => [-2, -1, 0, 1, 2].flatMap((right) => [false, true].map((mirrored) => ({ down, right, mirrored }))));
  return ways.filter(({ down, right, mirrored }) => Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [y, x, channel] = [Math.floor(i / 15) - down, (Math.floor(i / 3) % SIDE) - right, i % 3];
    const inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
    const raw = value(labels[place] ?? 0, y, mirrored ? SIDE - 1 - x : x, channel);
    const expected = inside ? (raw - (options.mean[channel] ?? 0)) / (options.std[channel] ?? 1) : 0;
    return images[place * SIDE * SIDE * 3 + i] === Math.fround(expected);
  }).every(Boolean));
}

describe('byteBatches', () => {
  it('shows each picture at most once an epoch, in another order each time', async () => {
    const labels = (await take(6)).map((batch) => [...batch.labels]);
    const epochs = [labels.slice(0, 3).flat(), labels.slice(3).flat()];
    for (const epoch of epochs) expect(new Set(epoch).size).toBe(6);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(byteBatches(options).perEpoch).toBe(3);
  });

  it('moves and mirrors whole pictures, with nothing where they were', async () => {
    const ways = (await take(60)).flatMap((batch) => [...batch.labels.keys()].map((place) => movedBy(batch, place)));
    for (const way of ways) expect(way).toHaveLength(1);
    const found = new Set(ways.map(([way]) => JSON.stringify(way)));
    // 50 ways, 120 tries: many of them occur.
    expect(found.size).toBeGreaterThan(25);
  });

  it('leaves pictures as they are where nothing is asked for', async () => {
    const [batch] = await take(1, 0, { shift: 0, flip: false });
    expect(batch && movedBy(batch, 0)).toEqual([{ down: 0, right: 0, mirrored: false }]);
  });

  it('gives batch number n whichever was the first', async () => {
    const all = await take(5);
    expect(await take(2, 3)).toEqual(all.slice(3));
  });

  it('refuses a batch that the pictures do not fill', () => {
    expect(() => byteBatches({ ...options, batchSize: 8 })).toThrow('7 pictures do not fill a batch of 8');
  });
});
