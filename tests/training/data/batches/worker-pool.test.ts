import { describe, expect, it } from 'vitest';
import { PictureError } from '../../../../training/data/pictures/picture-error';
import { Problems } from '../../../../training/data/problems';
import { sampleRequest } from '../../../../training/data/batches/sample-request';
import { WorkerPool } from '../../../../training/data/batches/worker-pool';
import { plainColours, temporaryFolder, writeRecords } from '../pictures';

const folder = temporaryFolder();
const settings = { ...plainColours, size: 16, categoryCount: 3, augment: false } as const;

describe('WorkerPool', () => {
  it('replaces a worker that dies, does its other jobs again and gives up on the one that kills it', async () => {
    const requests = (await writeRecords(folder.path, 5)).map((record) => sampleRequest(record, settings));
    const problems = new Problems();
    const pool = new WorkerPool(1, problems);
    try {
      // No list is of length -1: an error that the worker does not expect.
      const deadly = requests.map((request, index) => (index === 1 ? { ...request, categoryCount: -1 } : request));
      const results = await Promise.allSettled(deadly.map((request) => pool.run(request)));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: expect.any(PictureError) as unknown });
      expect(problems.count('worker lost')).toBe(2);
    } finally {
      await pool.close();
    }
  });

  it('rejects what is open when it is closed, and everything after', async () => {
    const [request] = (await writeRecords(folder.path, 1)).map((record) => sampleRequest(record, settings));
    if (!request) throw new Error('no request');
    const pool = new WorkerPool(2, new Problems());
    const open = expect(pool.run(request)).rejects.toThrow(/closed/);
    await pool.close();
    await open;
    await expect(pool.run(request)).rejects.toThrow(/closed/);
    await pool.close();
  });
});
