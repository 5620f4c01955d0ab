import { CATALOGUE_FILE, parseCatalogue, type Catalogue, type CatalogueEntry } from '../../../models/artifact/catalogue';

/** The models that find things, products first. @throws Error with a sentence for a person */
export async function fetchDetectors(): Promise<readonly CatalogueEntry[]> {
  const response = await fetch(`/models/${CATALOGUE_FILE}`).catch((cause: unknown) => {
    throw new Error('The list of models could not be downloaded. Check the connection and try again.', { cause });
  });
  if (!response.ok) throw new Error(`The server has no list of models (it answered ${response.status}). Try again later.`);
  const detectors = (await read(response)).models.filter(({ task }) => task === 'detection');
  if (detectors.length === 0) throw new Error('The server has no model that finds things. Train or convert one, then reload the page.');
  return detectors;
}

async function read(response: Response): Promise<Catalogue> {
  try {
    return parseCatalogue(await response.json());
  } catch (cause) {
    throw new Error('The list of models is not one that this page can read. Reload the page.', { cause });
  }
}
