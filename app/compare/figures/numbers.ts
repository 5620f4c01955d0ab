/** Figures in words, as every part of the page writes them. */

export const milliseconds = (ms: number): string => (ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`);
export const percentOf = (share: number): string => `${Math.round(100 * share)} %`;
export const perSecond = (medianMs: number): string => { const rate = 1000 / medianMs; return rate.toFixed(rate < 10 ? 1 : 0); };
/** Joules. */
export const energy = (joules: number): string => (joules < 1e-3 ? `${(joules * 1e6).toFixed(0)} µJ` : `${(joules * 1e3).toFixed(1)} mJ`);
