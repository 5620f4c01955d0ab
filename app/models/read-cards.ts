import { cardSchema, type Card } from '../../models/artifact/card';
import { parseCatalogue } from '../../models/artifact/catalogue';
import catalogue from '../../public/models/catalogue.json';

/** The names of all models, those offered on the live page first. */
export const modelNames: readonly string[] = parseCatalogue(catalogue).models.map(({ name }) => name);

/** A card, read when the page is built. @throws ZodError that names what is wrong in it, which ends the build */
export async function readCard(name: string): Promise<Card> {
  const { default: content } = (await import(`../../public/models/${name}/card.json`)) as { readonly default: unknown };
  return cardSchema.parse(content);
}
