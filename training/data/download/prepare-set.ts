import { existsSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cocoDataset } from '../sources/coco/coco-dataset';
import { readPennFudanRecords } from '../sources/penn-fudan-records';
import type { Problems } from '../problems';
import type { DetectionData } from '../record';
import { readVocRecords } from '../sources/voc-records';
import { writeCifarPictures } from './cifar-pictures';
import { writeMnistPictures } from './mnist-pictures';
import { downloadFile, type DownloadOptions } from './download-file';
import type { Archive, DownloadableSet } from './sets';
import { unpack } from './unpack';

export interface PrepareOptions extends Omit<DownloadOptions, 'progress'> {
  /** The set becomes a folder in it. */
  readonly dir: string;
  readonly problems: Problems;
  /** Leaves the archives in `<set>/archives`; by default each is deleted once it is unpacked. */
  readonly keepArchives?: boolean;
  readonly progress?: (archive: Archive, doneBytes: number) => void;
  readonly report: (line: string) => void;
}

/**
 * Downloads a set, unpacks it and gives it the form that training expects: `train.json` and `val.json` in COCO's format,
 * and `images/`; or, of small pictures, `train/` and `test/`, in each a folder a class. What is there already is not done again.
 * @returns the set's folder
 */
export async function prepareSet(set: DownloadableSet, options: PrepareOptions): Promise<string> {
  const { dir, report, progress, keepArchives = false } = options;
  const folder = join(dir, set.name);
  for (const archive of set.archives) {
    const name = new URL(archive.url).pathname.split('/').at(-1) ?? '';
    const done = join(folder, 'archives', `${name}.done`);
    if (existsSync(done)) {
      report(`${name} is there already.`);
      continue;
    }
    const path = join(folder, 'archives', name);
    report(`Downloading ${archive.url}`);
    await downloadFile(archive, path, { ...options, progress: (doneBytes) => progress?.(archive, doneBytes) });
    report(`Unpacking ${name}`);
    const count = await unpack(path, folder, (entry) => archive.place(entry));
    await writeFile(done, `${count} files\n`);
    if (!keepArchives) await rm(path);
  }
  if (set.convert) await convert(folder, set.convert, options);
  return folder;
}

async function convert(folder: string, convert: NonNullable<DownloadableSet['convert']>, { problems, report }: PrepareOptions): Promise<void> {
  if (convert.from === 'penn-fudan') {
    const root = join(folder, 'PennFudanPed');
    await write('train.json', await readPennFudanRecords({ root, problems }), join(root, 'PNGImages'));
    await linkImages('PennFudanPed/PNGImages');
    return;
  }
  if (convert.from === 'cifar') {
    const count = await writeCifarPictures(join(folder, 'cifar-10-batches-bin'), folder);
    report(`Wrote ${count} pictures into ${join(folder, 'train')} and ${join(folder, 'test')}.`);
    return;
  }
  if (convert.from === 'mnist') {
    const count = await writeMnistPictures(join(folder, 'idx'), folder);
    report(`Wrote ${count} pictures into ${join(folder, 'train')} and ${join(folder, 'test')}.`);
    return;
  }
  const root = join(folder, 'VOCdevkit', convert.year);
  for (const [file, split] of Object.entries(convert.splits)) {
    await write(file, await readVocRecords({ root, split, problems }), join(root, 'JPEGImages'));
  }
  await linkImages(`VOCdevkit/${convert.year}/JPEGImages`);

  async function write(file: string, data: DetectionData, images: string): Promise<void> {
    await writeFile(join(folder, file), JSON.stringify(cocoDataset(data, images)));
    report(`Wrote ${join(folder, file)}: ${data.records.length} pictures.`);
  }
  async function linkImages(target: string): Promise<void> {
    const link = join(folder, 'images');
    // Windows lets anyone make a junction, which must be absolute; elsewhere a relative link survives a moved folder.
    if (!existsSync(link)) await symlink(process.platform === 'win32' ? join(folder, target) : target, link, 'junction');
  }
}
