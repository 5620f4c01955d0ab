import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Random } from '../../../../models/tensor/random';
import { maskBatches } from '../../../../training/tasks/instances/mask-batches';
import { RegionFile, type RegionExample } from '../../../../training/tasks/instances/region-file';
import { temporaryFolder } from '../../data/pictures';

const folder = temporaryFolder();
const options = { lengths: [3, 2], side: 3, key: 'one' };
const example = (row: number): RegionExample =>
  ({ regions: [Float32Array.of(row, 0.5, -2), Float32Array.of(row / 4, 0)], target: Float32Array.from({ length: 9 }, (_, cell) => (cell < row ? 1 : 0)), category: row });

it('keeps examples and how far it has come, and begins anew for other ones', async () => {
  const path = join(folder.path, 'kept');
  const file = await RegionFile.open(path, options);
  expect(file.done).toBe(0);
  for (const row of [0, 2, 3]) await file.write(row, example(row));
  await file.write(1, undefined);
  await file.markDone(4);
  await file.close();

  const again = await RegionFile.open(path, options);
  expect(again.done).toBe(4);
  expect(await again.filled(4)).toEqual([true, false, true, true]);
  expect(await again.read(3)).toEqual(example(3));
  await again.close();

  const other = await RegionFile.open(path, { ...options, key: 'two' });
  expect(other.done).toBe(0);
  await other.close();
});

it('gives every example once an epoch, in an order that depends on the seed and the step alone', async () => {
  const file = await RegionFile.open(join(folder.path, 'batches'), options);
  for (let row = 0; row < 6; row++) await file.write(row, example(row));
  const rows = [0, 1, 2, 4, 5];
  const take = async (first: number, count: number) => {
    const batches: number[][] = [];
    for await (const { categories, regions, targets } of maskBatches(file, rows, 2, new Random(4), first)) {
      batches.push([...categories]);
      expect(regions.map((kind) => kind.length)).toEqual([6, 4]);
      expect([...regions[0] ?? []].filter((_, i) => i % 3 === 0)).toEqual([...categories]);
      expect(targets.length).toBe(18);
      if (batches.length === count) break;
    }
    return batches;
  };
  const ten = await take(0, 5);
  expect([ten.flat().slice(0, 5).toSorted(), ten.flat().slice(5).toSorted()]).toEqual([rows, rows]);
  expect(ten.flat().slice(0, 5)).not.toEqual(ten.flat().slice(5));
  expect(await take(3, 2)).toEqual(ten.slice(3));
  await file.close();
});
