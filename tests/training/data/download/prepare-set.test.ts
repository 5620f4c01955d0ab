import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tar from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCocoRecords } from '../../../../training/data/sources/coco/coco-records';
import { prepareSet } from '../../../../training/data/download/prepare-set';
import { type DownloadableSet, downloadableSets } from '../../../../training/data/download/sets';
import { Problems } from '../../../../training/data/problems';
import { temporaryFolder, writeRectangle } from '../pictures';
import { sendRange, serve, zipOf } from './archives';

const folder = temporaryFolder();
const files: Record<string, Buffer> = {};
let server: Awaited<ReturnType<typeof serve>>;
let requests = 0;

/** The official set, with archives of ours under the official names. */
function locally(name: string): DownloadableSet {
  const set = downloadableSets.find((set) => set.name === name);
  if (!set) throw new Error(`no set ${name}`);
  return {
    ...set,
    archives: set.archives.flatMap((archive) => {
      const file = archive.url.split('/').at(-1) ?? '';
      const data = files[file];
      return data ? [{ ...archive, url: `${server.url}/${file}`, sizeBytes: data.length, checksum: { algorithm: 'md5' as const, hex: createHash('md5').update(data).digest('hex') } }] : [];
    }),
  };
}
const options = (): Parameters<typeof prepareSet>[1] => ({ dir: join(folder.path, 'data'), problems: new Problems(), waitMs: 1, report: () => undefined });

beforeAll(async () => {
  server = await serve((request, response) => {
    requests++;
    const data = files[request.url?.slice(1) ?? ''];
    if (data) sendRange(request, response, data);
    else response.writeHead(404).end();
  });
  const root = join(folder.path, 'source/VOCdevkit/VOC2007');
  for (const name of ['Annotations', 'ImageSets/Main', 'JPEGImages']) await mkdir(join(root, name), { recursive: true });
  for (const [split, stem] of [['trainval', '000005'], ['test', '000001']] as const) {
    await writeFile(join(root, `ImageSets/Main/${split}.txt`), `${stem}\n`);
    await writeRectangle(join(root, `JPEGImages/${stem}.jpg`), { width: 30, height: 20 }, { x: 4, y: 4, width: 10, height: 8 });
    await writeFile(join(root, `Annotations/${stem}.xml`),
      '<annotation><size><width>30</width><height>20</height></size><object><name>sofa</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>14</xmax><ymax>12</ymax></bndbox></object></annotation>');
  }
  await tar.create({ file: join(folder.path, 'voc.tar'), cwd: join(folder.path, 'source') }, ['VOCdevkit']);
  files['VOCtrainval_06-Nov-2007.tar'] = await readFile(join(folder.path, 'voc.tar'));
  files['annotations_trainval2017.zip'] = zipOf({ 'annotations/instances_val2017.json': '{}', 'annotations/instances_train2017.json': '[]', 'annotations/captions_val2017.json': '""' });
  files['val2017.zip'] = zipOf({ 'val2017/': '', 'val2017/000000000139.jpg': 'picture' });
});
afterAll(() => server.close());

describe('prepareSet', () => {
  it('turns VOC into the form that training reads, and does nothing twice', async () => {
    const path = await prepareSet(locally('voc2007'), options());
    expect(path).toBe(join(folder.path, 'data', 'voc2007'));
    for (const [file, id] of [['train.json', '000005'], ['val.json', '000001']] as const) {
      const { records, categories } = await readCocoRecords({ annotations: join(path, file), images: join(path, 'images') });
      expect(records).toMatchObject([{ id, width: 30, height: 20, annotations: [{ box: { x: 4, y: 4, width: 10, height: 8 } }] }]);
      expect(categories[records[0]?.annotations[0]?.category ?? -1]?.name).toBe('couch');
    }
    expect(existsSync(join(path, 'archives/VOCtrainval_06-Nov-2007.tar'))).toBe(false);
    const before = requests;
    await prepareSet(locally('voc2007'), options());
    expect(requests).toBe(before);
  });

  it('puts COCO where training looks for it', async () => {
    const path = await prepareSet(locally('coco'), { ...options(), keepArchives: true });
    expect(await readFile(join(path, 'train.json'), 'utf8')).toBe('[]');
    expect(await readFile(join(path, 'val.json'), 'utf8')).toBe('{}');
    expect(await readFile(join(path, 'images/000000000139.jpg'), 'utf8')).toBe('picture');
    expect(existsSync(join(path, 'annotations/captions_val2017.json'))).toBe(true);
    expect(existsSync(join(path, 'archives/val2017.zip'))).toBe(true);
  });
});

describe('downloadableSets', () => {
  it('names every archive once, with a size and a well-formed checksum', () => {
    expect(new Set(downloadableSets.map(({ name }) => name)).size).toBe(downloadableSets.length);
    for (const { url, sizeBytes, checksum } of downloadableSets.flatMap(({ archives }) => archives)) {
      expect(url).toMatch(/^https?:\/\/.*\.(zip|tar|gz)$/);
      expect(sizeBytes).toBeGreaterThan(1e3);
      if (checksum) expect(checksum.hex).toMatch(checksum.algorithm === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/);
    }
  });
});
