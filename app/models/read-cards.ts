import { cardSchema, type Card } from '../../models/artifact/card';
import { parseCatalogue } from '../../models/artifact/catalogue';
import { examplesSchema, type Example } from '../../models/artifact/examples';
import pictures from '../../public/examples/examples.json';
import catalogue from '../../public/models/catalogue.json';

/** The names of all models, those offered on the live page first. */
export const modelNames: readonly string[] = parseCatalogue(catalogue).models.map(({ name }) => name);

/** A card, read when the page is built. @throws ZodError that names what is wrong in it, which ends the build */
export async function readCard(name: string): Promise<Card> {
  const { default: content } = (await import(`../../public/models/${name}/card.json`)) as { readonly default: unknown };
  return cardSchema.parse(content);
}

const { credit, examples } = examplesSchema.parse(pictures);

/** Who is to be named beside the examples. */
export const exampleCredit: string = credit;

/** What a model saw in frames that may be shown, as long as it has the weights that looked. */
export const examplesOf = ({ name, weights: { sha256 } }: Pick<Card, 'name' | 'weights'>): readonly Example[] =>
  examples.filter(({ model, weights }) => model === name && weights === sha256);
