import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { CARD_FILE, loadCard } from '../../models/artifact/load-card';
import { InvalidInputError } from '../../models/errors';
import { modelFolder, openPlainFile } from '../../models/node/model-folder';

export interface StoredModel {
  readonly card: Card;
  readonly folder: string;
}

/** Hears of a file or folder that cannot be served, and why, in one line. */
export type LeftOut = (path: string, reason: string) => void;

/**
 * The models of a directory, a folder each, by the folders' names. One whose card cannot be read, or whose weights are not
 * those of its card, is told and left out: it takes nothing else along.
 */
export async function readModels(directory: string, leftOut: LeftOut): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const folder of await modelFolders(directory, leftOut)) {
    let file = join(folder, CARD_FILE);
    try {
      const card = await loadCard(modelFolder(folder));
      file = join(folder, card.weights.file);
      await checkWeights(file, card.weights);
      models.push({ card, folder });
    } catch (error) {
      leftOut(file, inOneLine(error));
    }
  }
  return models;
}

/** Folders and links to folders; those that are hidden are not meant, nor are files beside them. */
async function modelFolders(directory: string, leftOut: LeftOut): Promise<string[]> {
  const folders: string[] = [];
  try {
    const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
    for (const path of names.map((name) => join(directory, name))) {
      await stat(path).then((facts) => facts.isDirectory() && folders.push(path), (error: unknown) => leftOut(path, inOneLine(error)));
    }
    if (folders.length === 0) leftOut(directory, `there is no model in it; expected folders that hold a ${CARD_FILE} each${names.includes(CARD_FILE) ? ', and this is one: name the folder above it' : ''}`);
  } catch (error) {
    leftOut(directory, inOneLine(error));
  }
  return folders;
}

/** @throws InvalidInputError where it is another file than the card describes, NotFoundError where it cannot be read */
async function checkWeights(file: string, { sizeBytes, sha256 }: Card['weights']): Promise<void> {
  const handle = await openPlainFile(file);
  try {
    const { size } = await handle.stat();
    if (size !== sizeBytes) throw new InvalidInputError(`it has ${size} bytes; its card says ${sizeBytes}`);
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk as Uint8Array);
    if (hash.digest('hex') !== sha256) throw new InvalidInputError('it is not the file that its card describes: the SHA-256 differs');
  } finally {
    await handle.close();
  }
}

const inOneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ');
