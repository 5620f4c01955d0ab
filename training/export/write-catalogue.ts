import { join } from 'node:path';
import { CATALOGUE_FILE, catalogueOf } from '../../models/artifact/catalogue';
import { writeAside } from '../loop/write-aside';
import { formatJson } from './format-json';
import { modelsDirectory, shippedCards } from './model-files';

/** Writes the catalogue of all shipped models from their cards; returns its path. Call it whenever a model was shipped. */
export async function writeCatalogue(directory = modelsDirectory): Promise<string> {
  const path = join(directory, CATALOGUE_FILE);
  await writeAside(path, formatJson(catalogueOf(await shippedCards(directory))));
  return path;
}
