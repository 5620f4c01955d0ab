import { z } from 'zod';
import type { DecodingCard, PredictOptions } from '../../../models/tasks/task';
import { KeptStore } from '../../ui/kept-store';

const share = z.number().min(0).max(1);

/** Styles are known by their names, so that a wish holds for every model that has them. */
const wishSchema = z.object({
  /** Undefined: `WELCOME`, or the model's first. */
  style: z.string().optional().catch(undefined),
  /** What is mixed into it, and how much of that there is. */
  second: z.string().optional().catch(undefined),
  blend: share.catch(0.5),
  /** Of the painted picture over the camera's own. */
  strength: share.catch(1),
  /** Of the camera: only what is light and dark is painted. */
  keepsColours: z.boolean().catch(false),
  /** Where the line is between the camera's picture and the painted one, from the left; undefined: all is painted. */
  split: share.optional().catch(undefined),
});

export type StyleWish = Readonly<z.infer<typeof wishSchema>>;

/** What a person wants to see. */
export const wish = new KeptStore('fovea.style', wishSchema);

type StyledCard = Pick<DecodingCard, 'categories'>;

/** What a person sees first, where a model has it. */
const WELCOME = 'Wheat Field with Cypresses, Vincent van Gogh';

/** Which of a model's styles are wanted: the second is undefined where there is none, or the same. */
export function stylesWanted({ style, second }: StyleWish, { categories }: StyledCard): { readonly first: number; readonly second: number | undefined } {
  const indexOf = (name: string | undefined) => categories.findIndex((category) => category.name === name);
  const [first = 0, other] = [[style, WELCOME].map(indexOf).find((index) => index >= 0), indexOf(second)];
  return { first, second: other < 0 || other === first ? undefined : other };
}

/** What is asked of a model with every frame. */
export function optionsFor(card: StyledCard): PredictOptions {
  const wanted = wish.get();
  const { first, second } = stylesWanted(wanted, card);
  const blend = second === undefined ? 0 : wanted.blend;
  return { styles: card.categories.map((_, index) => (index === first ? 1 - blend : index === second ? blend : 0)) };
}

/** Told when something else has to be asked of a model; the rest of the wish is a matter of drawing. @returns ends that */
export function onOtherStyles(watcher: () => void): () => void {
  let before = wish.get();
  return wish.subscribe(() => {
    const { style, second, blend } = wish.get();
    const changed = style !== before.style || second !== before.second || blend !== before.blend;
    before = wish.get();
    if (changed) watcher();
  });
}
