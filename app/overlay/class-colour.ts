/** A colour that is the same for a class on every page and day, bright enough that dark text on it can be read. */
export interface ClassColour {
  readonly hue: number;
  readonly css: string;
}

/** Consecutive hues lie the golden angle apart, so that neighbours in a list of classes never look alike. */
const GOLDEN_ANGLE = 137.508;
/** COCO's class 1 is the person, who gets the accent colour. */
const FIRST_HUE = 75;

/** Text on a class's colour. */
export const ON_CLASS_COLOUR = '#15110a';

export function classColour(categoryId: number): ClassColour {
  const turn = FIRST_HUE + (categoryId - 1) * GOLDEN_ANGLE;
  const hue = Math.round(((turn % 360) + 360) % 360);
  return { hue, css: `oklch(0.83 0.145 ${hue})` };
}
