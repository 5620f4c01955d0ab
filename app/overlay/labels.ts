/** Of words on a canvas. @param size in the units that its context is scaled to */
export const labelFont = (size: number, weight: number): string => `${weight} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;

/** @param score 0 to 1 */
export const percent = (score: number): string => `${Math.round(100 * score)} %`;
