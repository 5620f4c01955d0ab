import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Problems } from '../problems';

const pictureExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.tif', '.tiff']);

/**
 * The pictures in a folder and in those below it, by their names' endings, sorted; what is hidden is left out.
 * @param problems gathers what is no picture and folders that cannot be read
 */
export async function picturesIn(folder: string, problems?: Problems): Promise<string[]> {
  const all = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (all === undefined) problems?.add('missing file', `${folder}: a folder that cannot be read`);
  const entries = (all ?? []).filter(({ name }) => !name.startsWith('.'));
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name)).sort();
  const pictures = files.filter((file) => {
    const isPicture = pictureExtensions.has(extname(file).toLowerCase());
    if (!isPicture) problems?.add('broken picture', `${file}: not a picture by its name`);
    return isPicture;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)).sort();
  for (const deeper of folders) pictures.push(...await picturesIn(deeper, problems));
  return pictures;
}
