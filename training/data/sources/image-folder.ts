import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { picturesIn } from '../pictures/pictures-in';
import { Problems } from '../problems';
import type { ClassificationRecord } from '../record';

export interface ImageFolderOptions {
  /** Holds one folder a class; pictures may lie deeper in it. */
  readonly root: string;
  /** The classes in the network's order. By default the folders' names, sorted. */
  readonly classes?: readonly string[] | undefined;
  /** Gathers folders that are no class and files that are no picture. */
  readonly problems?: Problems | undefined;
}

export interface ClassificationData {
  /** Sorted by class, then by path. */
  readonly records: readonly ClassificationRecord[];
  readonly classes: readonly string[];
}

/**
 * Reads a folder of pictures for classification, one folder a class. No picture is opened.
 * @throws NotFoundError when the folder cannot be read, InvalidInputError when it holds no picture of a class
 */
export async function readImageFolder({ root, classes, problems = new Problems() }: ImageFolderOptions): Promise<ClassificationData> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new NotFoundError(`${resolve(root)} cannot be read; expected a folder that holds one folder a class.`, { cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name).sort();
  const names = classes ?? folders;
  for (const folder of folders) if (!names.includes(folder)) problems.add('unknown category', join(root, folder));
  const records: ClassificationRecord[] = [];
  for (const [category, name] of names.entries()) {
    if (!folders.includes(name)) {
      problems.add('missing file', join(root, name));
      continue;
    }
    for (const file of await picturesIn(resolve(root, name), problems)) records.push({ id: relative(root, file), file, category });
  }
  if (records.length === 0) throw new InvalidInputError(`${resolve(root)} holds no picture in a folder of a class; expected for example ${join(root, names[0] ?? 'cat', 'photo.jpg')}.`);
  return { records, classes: names };
}
