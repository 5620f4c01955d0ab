import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Problems } from '../../../../training/data/problems';
import { readValidationSet } from '../../../../training/tasks/detection/validation-set';
import { temporaryFolder } from '../../data/pictures';

const folder = temporaryFolder();
const categories = [{ id: 1, name: 'fedora' }, { id: 2, name: 'beret' }];

/** What is said of a validation set of categories by name, each with one object more or less. */
async function check(names: readonly string[], objects: readonly Readonly<Record<string, unknown>>[], file_name = 'a.jpg') {
  const annotations = join(folder.path, 'val.json');
  await writeFile(annotations, JSON.stringify({
    images: [{ id: 1, file_name }], categories: names.map((name, id) => ({ id, name })), annotations: objects.map((object, id) => ({ id, image_id: 1, bbox: [0, 0, 9, 9], ...object })),
  }));
  const lines: string[] = [];
  return { ...await readValidationSet({ annotations, folder: join(folder.path, 'images'), categories, problems: new Problems(), report: (line) => lines.push(line) }), lines };
}

describe('readValidationSet', () => {
  beforeAll(async () => {
    await mkdir(join(folder.path, 'images'));
    await writeFile(join(folder.path, 'images', 'a.jpg'), '');
  });

  it('keeps what is trained, whatever its number, and says what is not measured', async () => {
    const { dataset, lines } = await check(['top hat', 'Fedora'], [{ category_id: 0 }, { category_id: 1 }]);
    expect(dataset.categories).toEqual([{ id: 1, name: 'Fedora' }]);
    expect(dataset.annotations.map(({ category_id }) => category_id)).toEqual([1]);
    expect(lines).toEqual([expect.stringMatching(/^Trained but not measured, .*: beret\.$/), expect.stringMatching(/not trained, so not measured: top hat\.$/)]);
  });

  it('refuses, before training, what cannot measure it', async () => {
    await expect(check(['cat', 'dog'], [{ category_id: 0 }])).rejects.toThrow('cannot measure what is trained: it has the categories cat, dog, and trained are fedora, beret.');
    await expect(check(['fedora', 'cat'], [{ category_id: 1 }])).rejects.toThrow('cannot measure what is trained: no object of fedora, beret is annotated in it.');
    await expect(check(['fedora'], [{ category_id: 0, iscrowd: 1 }])).rejects.toThrow('no object of fedora, beret');
    await expect(check(['fedora'], [{ category_id: 0 }], 'b.jpg')).rejects.toThrow('none of its 1 pictures is in');
  });
});
