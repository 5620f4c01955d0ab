import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contactSheet } from '../../../../training/data/pictures/contact-sheet';
import { Problems } from '../../../../training/data/problems';
import { temporaryFolder, writeRecords } from '../pictures';

const folder = temporaryFolder();

describe('contactSheet', () => {
  it('puts pictures with their boxes in a grid and leaves out those it cannot read', async () => {
    const records = await writeRecords(folder.path, 4);
    const problems = new Problems();
    const png = await contactSheet({
      records: records.map((record) => (record.id === 1 ? { ...record, file: '/nowhere.png' } : record)),
      categories: [{ id: 1, name: 'a & b' }, { id: 2, name: '<c>' }, { id: 3, name: 'd' }], count: 9, size: 40, augment: false, seed: 1, problems,
    });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    // Three pictures: two columns, two rows, the last place empty.
    expect([info.width, info.height, problems.count('missing file')]).toEqual([80, 80, 1]);
    const pixel = (x: number, y: number): number[] => [...data.subarray((y * 80 + x) * info.channels, (y * 80 + x) * info.channels + 3)];
    expect(pixel(60, 60)).toEqual([255, 255, 255]);
    expect(pixel(20, 1)).toEqual([124, 116, 104]);
    // The left edge of the box, at x = 4, y from 10 to 26, is drawn over a picture of one colour.
    expect(pixel(4, 22)).not.toEqual(pixel(10, 22));
  });
});
