import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CocoImage } from '../../../models/artifact/coco';
import { cocoImageIds } from '../../../models/artifact/coco-results';
import { picturesIn } from './pictures-in';

/** A picture to look at, and what it is called in results. */
export interface ListedPicture extends Pick<CocoImage, 'id' | 'file_name'> {
  /** As it was given, or found in the folder that was given. */
  readonly file: string;
}

/**
 * The pictures that a command line names, each once: files, folders for the pictures in them and deeper, and `-` for names
 * in `input`, one a line or with a zero byte after each. No picture is opened.
 * `file_name` starts at the deepest folder that holds them all, and no two share an id.
 */
export async function listPictures(given: readonly string[], input: NodeJS.ReadableStream): Promise<ListedPicture[]> {
  const files = new Map<string, string>();
  for (const argument of given) {
    const names = argument === '-' ? listed(await text(input)) : [argument];
    for (const name of names) for (const file of await expanded(name)) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  const folder = commonFolder([...files.keys()]);
  const fileNames = [...files.keys()].map((path) => relative(folder, path).replaceAll(sep, '/'));
  const ids = cocoImageIds(fileNames);
  return [...files.values()].map((file, index) => ({ file, file_name: fileNames[index] ?? file, id: ids[index] ?? file }));
}

const listed = (lines: string): string[] => lines.split(lines.includes('\0') ? '\0' : /\r?\n/).filter((line) => line !== '');

/** A folder without pictures stays what it is, so that it is told as one. */
async function expanded(name: string): Promise<readonly string[]> {
  const isFolder = await stat(name).then((found) => found.isDirectory(), () => false);
  const pictures = isFolder ? await picturesIn(name) : [];
  return pictures.length > 0 ? pictures : [name];
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const shared = others.reduce((parts, other) => parts.slice(0, firstDifference(parts, other)), first);
  return shared.join(sep) + sep;
}

function firstDifference(parts: readonly string[], other: readonly string[]): number {
  const index = parts.findIndex((part, at) => part !== other[at]);
  return index === -1 ? parts.length : index;
}
