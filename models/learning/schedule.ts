/** Learning rates as pure functions of the step, which counts from 0. */
export type Schedule = (step: number) => number;

/** The same rate throughout. */
export const constantRate = (rate: number): Schedule => () => rate;

/** `rate` times `factor` for each milestone that is reached, as in the detection papers: stepDecay(0.02, [60_000, 80_000]). */
export const stepDecay = (rate: number, milestones: readonly number[], factor = 0.1): Schedule =>
  (step) => rate * factor ** milestones.filter((milestone) => step >= milestone).length;

/** From `rate` at step 0 down to 0 at `steps`, half a cosine (Loshchilov and Hutter 2017, eq. 5); 0 from there on. */
export const cosineToZero = (rate: number, steps: number): Schedule =>
  (step) => (rate / 2) * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));

/** `schedule` times a factor that grows linearly from `from` to 1 over the first `steps`: the moments of a new network are noise. */
export const warmUp = (schedule: Schedule, steps: number, from = 0): Schedule =>
  // Counted so that the first step already moves where `from` is 0.
  (step) => schedule(step) * (step >= steps ? 1 : from + (1 - from) * ((step + 1) / (steps + 1)));

/**
 * From a twenty-fifth of `rate` up to it in the first part of the steps, then down to nothing, both along half a cosine
 * (Smith and Topin 2019, "Super-convergence"; the curve as PyTorch's OneCycleLR draws it).
 * @param rise the part of the steps that goes up
 */
export const oneCycle = (rate: number, steps: number, rise = 0.3): Schedule => {
  const top = rise * steps;
  const between = (from: number, to: number, share: number) => to + ((from - to) / 2) * (1 + Math.cos(Math.PI * Math.min(1, share)));
  return (step) => (step < top ? between(rate / 25, rate, step / top) : between(rate, 0, (step - top) / (steps - top)));
};
