import { z } from 'zod';
import { KeptStore } from '../../ui/kept-store';

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

/** Of a picture behind, in pixels: screens show no more, and graphics cards take not much more. */
const LONGEST_SIDE = 2048;

/** @returns the caller's own @throws where the browser cannot read it as a picture */
export async function openBackdrop(file: Blob): Promise<ImageBitmap> {
  const whole = await createImageBitmap(file);
  const share = LONGEST_SIDE / Math.max(whole.width, whole.height);
  if (share >= 1) return whole;
  try {
    return await createImageBitmap(whole, { resizeWidth: Math.max(1, Math.round(share * whole.width)), resizeHeight: Math.max(1, Math.round(share * whole.height)), resizeQuality: 'high' });
  } finally {
    whole.close();
  }
}

/** What a person chose. */
export const background = new KeptStore<BackgroundChoice>('fovea.background', choiceSchema);
