import { z } from 'zod';
import { InvalidInputError } from '../errors';
import { TASK_NAMES, taskNamed } from '../tasks';
import { cardFields, type Card } from './card';

/** `public/models/catalogue.json`: what there is to choose from, made from the cards, so that a page reads one small file first. */

const entrySchema = cardFields.pick({ name: true, title: true, technicalName: true, summary: true, task: true, role: true, runsOn: true, scoreThreshold: true, liveThreshold: true, parameters: true, multiplyAdds: true }).extend({
  /** The network's input, in pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Sides of the squares that the same weights serve, where they serve several. */
  sizes: cardFields.shape.input.shape.sizes,
  /** The weights file: what a first use downloads. */
  sizeBytes: z.int().positive(),
  /** Of a compressed model: the name of the one that it does the same as, in fewer bytes. */
  variantOf: cardFields.shape.name.optional(),
});

export const catalogueSchema = z.strictObject({ format: z.literal(1), models: z.array(entrySchema) });

export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueEntry = z.infer<typeof entrySchema>;

export const CATALOGUE_FILE = 'catalogue.json';

/**
 * Products first, those that a device can run before those for the server, task by task, of these full models before compressed ones and the most accurate first, so
 * that the first of a task is the one to start with; else by name.
 */
export function byMerit(a: Card, b: Card): number {
  return rank(a) - rank(b) || TASK_NAMES.indexOf(a.task) - TASK_NAMES.indexOf(b.task) || compressed(a) - compressed(b) || accuracy(b) - accuracy(a) || (a.name < b.name ? -1 : 1);
}

const rank = ({ role, runsOn }: Card): number => (role === 'product' ? 0 : 2) + (runsOn === 'server' ? 1 : 0);

const compressed = ({ compression }: Card): number => (compression === undefined ? 0 : 1);

/** The task's headline metric at the input that the card names; 0 where it was not measured. */
function accuracy({ task, metrics, input }: Card): number {
  return metrics.find(({ name, size }) => name === taskNamed(task).headline && (size ?? input.width) === input.width)?.value ?? 0;
}

/** By merit. */
export function catalogueOf(cards: readonly Card[]): Catalogue {
  const models = [...cards].sort(byMerit).map(({ name, title, technicalName, summary, task, role, runsOn, scoreThreshold, liveThreshold, parameters, multiplyAdds, input, weights, parent, compression }): CatalogueEntry => ({
    name, title, ...(technicalName !== undefined && { technicalName }), summary, task, role, ...(runsOn !== undefined && { runsOn }), scoreThreshold, ...(liveThreshold !== undefined && { liveThreshold }), parameters, multiplyAdds, width: input.width, height: input.height, ...(input.sizes !== undefined && { sizes: input.sizes }), sizeBytes: weights.sizeBytes, ...(compression && parent && { variantOf: parent.name }),
  }));
  return { format: 1, models };
}

/** Checks what `JSON.parse` gave of a catalogue. @throws InvalidInputError */
export function parseCatalogue(content: unknown): Catalogue {
  const parsed = catalogueSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`This catalogue of models cannot be read.\n${z.prettifyError(parsed.error)}`);
}
