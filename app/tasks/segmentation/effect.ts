import { z } from 'zod';
import { ValueStore } from '../../ui/value-store';

/** What is done with the background, and last with the person. */
export const EFFECTS = ['blur', 'colour', 'picture', 'nothing', 'spotlight', 'hide'] as const;
export type Effect = (typeof EFFECTS)[number];

export const EFFECT_NAMES: Readonly<Record<Effect, string>> = { blur: 'Blur', colour: 'Colour', picture: 'Picture', nothing: 'Nothing', spotlight: 'Spotlight', hide: 'Hide' };

const choiceSchema = z.object({
  effect: z.enum(EFFECTS).catch('blur'),
  /** Of the blur, 0 to 1. */
  strength: z.number().min(0).max(1).catch(0.5),
  /** As `#rrggbb`. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/).catch('#1f6f54'),
});

export interface BackgroundChoice extends Readonly<z.infer<typeof choiceSchema>> {
  /** A person's own, for as long as the page is open: it is kept nowhere. */
  readonly backdrop?: ImageBitmap | undefined;
}

const KEY = 'fovea.background';

/** Anything unreadable is as if never chosen. */
export function parseChoice(text: string | null): BackgroundChoice {
  try {
    return choiceSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return choiceSchema.parse({});
  }
}

/** What a person chose, as whatever draws reads it; for the next visit the browser keeps it, but for the picture. */
export const background = new ValueStore<BackgroundChoice>(parseChoice(null));

export function loadChoice(): void {
  try {
    background.set({ ...parseChoice(localStorage.getItem(KEY)), backdrop: background.get().backdrop });
  } catch {
    // Storage may be forbidden.
  }
}

export function choose(change: Partial<BackgroundChoice>): void {
  background.change(change);
  const { effect, strength, colour } = background.get();
  try {
    localStorage.setItem(KEY, JSON.stringify({ effect, strength, colour }));
  } catch {
    // It costs the memory of a choice and nothing else.
  }
}
