/** Megabytes of a million bytes with one decimal place, as download managers show them. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** With its unit: kilobytes of a thousand bytes below a megabyte. */
export const amount = (bytes: number): string => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${megabytes(bytes)} MB`);
