/**
 * What arithmetic and memory take at the least, in joules, for 45 nm silicon at 0.9 V (Horowitz, "Computing's energy problem",
 * ISSCC 2014, figure 1.1.9): a multiplication and an addition of 32-bit floating-point numbers, and reading such a number
 * from DRAM.
 */
const MULTIPLY_ADD_J = 3.7e-12 + 0.9e-12;
const READ_J = 640e-12;

/**
 * The energy of a look, in joules: every multiply-add, and each weight read once. An estimate to compare models by, not what
 * a device draws: instructions, caches and the screen come on top, and newer silicon needs less.
 */
export const energyOf = ({ multiplyAdds, parameters }: { readonly multiplyAdds: number; readonly parameters: number }): number => multiplyAdds * MULTIPLY_ADD_J + parameters * READ_J;
