import { CATALOGUE_FILE, parseCatalogue, type Catalogue, type CatalogueEntry } from '../../../models/artifact/catalogue';

/** The models that there are, products first. @throws Error with a sentence for a person */
export async function fetchModels(): Promise<readonly CatalogueEntry[]> {
  const response = await fetch(`/models/${CATALOGUE_FILE}`).catch((cause: unknown) => {
    throw new Error('The list of models could not be downloaded. Check the connection and try again.', { cause });
  });
  if (!response.ok) throw new Error(`The server has no list of models (it answered ${response.status}). Try again later.`);
  const { models } = await read(response);
  if (models.length === 0) throw new Error('The server has no model. Train or convert one, then reload the page.');
  return models;
}

async function read(response: Response): Promise<Catalogue> {
  try {
    return parseCatalogue(await response.json());
  } catch (cause) {
    throw new Error('The list of models is not one that this page can read. Reload the page.', { cause });
  }
}
