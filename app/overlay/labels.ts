/** Of words on a canvas. */
export const LABEL_FONT = '600 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** @param score 0 to 1 */
export const percent = (score: number): string => `${Math.round(100 * score)} %`;
