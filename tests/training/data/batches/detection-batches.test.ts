import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAugment } from '../../../../training/data/augment/augment';
import { type DetectionBatch, detectionBatches, type DetectionBatchesOptions } from '../../../../training/data/batches/detection-batches';
import { Problems } from '../../../../training/data/problems';
import { plainColours, temporaryFolder, writeRecords } from '../pictures';

const folder = temporaryFolder();
const basics = { ...plainColours, categoryCount: 3, sizes: [24], batchSize: 4, augment: defaultAugment, seed: 5, workers: 1 } as const;

async function take(options: DetectionBatchesOptions, first: number, count: number): Promise<DetectionBatch[]> {
  const batches: DetectionBatch[] = [];
  for await (const batch of detectionBatches(options).from(first)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

// Threads take seconds to start on a busy machine, and each test starts some.
describe('detectionBatches', { timeout: 240_000 }, () => {
  it('gives the same batches with any number of workers and wherever it starts', async () => {
    // 6 records and batches of 4: the fourth batch is in the third epoch.
    const options = { ...basics, records: await writeRecords(folder.path, 6), sizes: [24, 32] };
    const all = await take(options, 0, 6);
    expect(await take({ ...options, workers: 2, prefetch: 4 }, 0, 6)).toEqual(all);
    expect(await take({ ...options, prefetch: 0 }, 4, 2)).toEqual(all.slice(4));
    expect(await take({ ...options, seed: 6 }, 0, 1)).not.toEqual(all.slice(0, 1));
    expect(new Set(all.map(({ size }) => size))).toEqual(new Set([24, 32]));
    for (const { images, size } of all) expect(images).toHaveLength(4 * size * size * 3);
  });

  it('shows every record once an epoch, augmented otherwise each time', async () => {
    const options = { ...basics, records: await writeRecords(folder.path, 8) };
    const batches = await take(options, 0, 4);
    const ids = batches.map(({ samples }) => samples.map(({ imageId }) => Number(imageId)));
    expect(ids.slice(0, 2).flat().toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(ids.slice(2).flat().toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const boxesOfFirst = batches.flatMap(({ samples }) => samples.filter(({ imageId }) => imageId === 0).map(({ boxes }) => [...boxes]));
    expect(boxesOfFirst[0]).not.toEqual(boxesOfFirst[1]);
  });

  it('takes another picture for one that is broken, the same in every run, and reports it once', async () => {
    const records = await writeRecords(folder.path, 6);
    const file = join(folder.path, 'broken.png');
    await writeFile(file, 'no picture');
    const problems = new Problems();
    const options = { ...basics, records: records.with(2, { id: 2, file, width: 20, height: 16, annotations: [], unlabelled: [] }), problems };
    const batches = await take(options, 0, 6);
    expect(batches.flatMap(({ samples }) => samples.map(({ imageId }) => imageId))).not.toContain(2);
    expect(problems.count('broken picture')).toBe(1);
    expect(problems.lines()[0]).toContain('broken.png');
    expect(await take({ ...options, workers: 2 }, 3, 3)).toEqual(batches.slice(3));
  });

  it('ends with an error when no picture can be used', async () => {
    const record = { id: 1, file: join(folder.path, 'nowhere.png'), width: 20, height: 16, annotations: [], unlabelled: [] };
    await expect(take({ ...basics, records: [record] }, 0, 1)).rejects.toThrow(/in a row could not be used: .*missing file/);
  });

  it('leaves out records in which no category is annotated exhaustively', async () => {
    const [first, ...others] = await writeRecords(folder.path, 3);
    if (!first) throw new Error('no record');
    const records = [{ ...first, unlabelled: [0, 1, 2] }, ...others];
    expect(detectionBatches({ ...basics, records })).toMatchObject({ recordCount: 2, epochLength: 2 });
    expect(() => detectionBatches({ ...basics, records: records.slice(0, 1) })).toThrow(/nothing to train on/);
  });

  it('letterboxes without augmentation', async () => {
    const [batch] = await take({ ...basics, records: await writeRecords(folder.path, 1), augment: false, batchSize: 1 }, 0, 1);
    // 20 x 16 into 24 x 24: 1.2 times as large, 24 x 19, two rows above.
    expect([...batch?.samples[0]?.boxes ?? []].map((value) => value.toFixed(2))).toEqual(['5.56', '2.40', '15.06', '14.40']);
  });

  it('says which option is wrong', async () => {
    const records = await writeRecords(folder.path, 1);
    expect(() => detectionBatches({ ...basics, records, batchSize: 0 })).toThrow(/batchSize/);
    expect(() => detectionBatches({ ...basics, records, sizes: [] })).toThrow(/sizes/);
    expect(() => detectionBatches({ ...basics, records, augment: { ...defaultAugment, scale: [2, 1] } })).toThrow(/scale/);
  });
});
