import { z } from 'zod';
import { InvalidInputError } from '../errors';
import { cardSchema, type Card } from './card';

/** Where a model's files come from: a folder on a disk, an address, a cache. */
export interface ModelSource {
  /**
   * All bytes of a file of the model. `onLoaded` hears how many have come so far. `sha256`, where it is known, says
   * which bytes: a source may give a copy of its own that has it. The caller checks.
   * @throws NotFoundError when there is no such file.
   */
  read(file: string, onLoaded?: (loadedBytes: number) => void, sha256?: string): Promise<Uint8Array>;
}

export const CARD_FILE = 'card.json';

/** Reads and checks a model's card. @throws InvalidInputError that names the first wrong field. */
export async function loadCard(source: ModelSource): Promise<Card> {
  return parseCard(new TextDecoder('utf-8').decode(await source.read(CARD_FILE)));
}

/** A card from the text of its file. */
export function parseCard(json: string): Card {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw new InvalidInputError(`This card is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const parsed = cardSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`This card is not one that can be read.\n${z.prettifyError(parsed.error)}`);
}
