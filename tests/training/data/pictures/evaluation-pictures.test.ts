import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { letterbox } from '../../../../models/frames/frame-placement';
import { evaluationPictures } from '../../../../training/data/pictures/evaluation-pictures';
import { Problems } from '../../../../training/data/problems';
import { renderPlaced } from '../../../../training/data/augment/render-placed';
import { plainColours, temporaryFolder, writeRecords } from '../pictures';

const folder = temporaryFolder();

describe('evaluationPictures', () => {
  it('gives every record once, in order, letterboxed, and skips what it cannot read', async () => {
    const records = (await writeRecords(folder.path, 7)).map((record) => (record.id === 3 ? { ...record, file: join(folder.path, 'nowhere.png') } : record));
    const problems = new Problems();
    const ids: unknown[] = [];
    for await (const { record, image, letterbox: placed } of evaluationPictures({ ...plainColours, records, size: 32, workers: 2, problems })) {
      ids.push(record.id);
      expect(placed).toEqual(letterbox({ width: 20, height: 16 }, { width: 32, height: 32 }));
      expect(image).toEqual(await renderPlaced(record.file, { ...placed, flip: false }, plainColours));
    }
    expect(ids).toEqual([0, 1, 2, 4, 5, 6]);
    expect(problems.lines()).toEqual([expect.stringContaining('1 x missing file: ')]);
  });
});
