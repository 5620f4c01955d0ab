import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CocoImage } from '../../../models/artifact/coco';
import type { AnnotatedFile } from './open-picture';

/**
 * Where a picture of a data set lies. A backslash separates folders where the names were written on Windows; a file that
 * has one in its name comes first.
 * @param folder that the names are relative to
 */
export function picturePath(folder: string, fileName: string): string {
  const file = resolve(folder, fileName);
  return fileName.includes('\\') && !existsSync(file) ? resolve(folder, fileName.replaceAll('\\', '/')) : file;
}

export const annotatedFile = (folder: string, { file_name, width, height }: CocoImage): AnnotatedFile => ({ file: picturePath(folder, file_name), width, height });
