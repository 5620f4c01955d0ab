/** Megabytes of a million bytes with one decimal place, as download managers show them. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
