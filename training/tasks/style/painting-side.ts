/** How large strokes are: the shorter side of a painting when it is looked at, in pixels. The smaller, the smaller the strokes. */
export const PAINTING_SIDE = 320;
