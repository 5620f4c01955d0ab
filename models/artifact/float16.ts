/**
 * IEEE 754 half precision (1 sign, 5 exponent, 10 fraction bits; largest finite value 65504, smallest 2^-24) and
 * bfloat16, the upper half of a float32. Typed arrays have neither, so both are kept as 16-bit patterns.
 */

const EXPONENT_SHIFT = 13; // float32 has 23 bits of fraction, float16 has 10
const REBIAS = (127 - 15) << 23; // between the exponents' biases, at float32's place
const SMALLEST_NORMAL = 0x38800000; // 2^-14 as float32
const ROUNDS_TO_INFINITY = 0x477ff000; // 65520, halfway between 65504 and the next power of two
const INFINITY = 0x7f800000;
/** Adding and subtracting it rounds a small double to a whole number, ties to even. */
const ROUNDER = 2 ** 52;

/** Every half is exact in float32. NaN stays NaN, with its payload. */
export function float16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    const sign = (half & 0x8000) << 16;
    const magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) bits[i] = sign | INFINITY | (magnitude << EXPONENT_SHIFT);
    else if (magnitude >= 0x0400) bits[i] = sign | ((magnitude << EXPONENT_SHIFT) + REBIAS);
    else values[i] = (sign === 0 ? magnitude : -magnitude) * 2 ** -24;
  }
  return values;
}

/** Nearest half, ties to even; beyond 65504 (by half a step or more) infinity; any NaN becomes a quiet one. */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = ((bits[i] ?? 0) >>> 16) & 0x8000;
    const magnitude = (bits[i] ?? 0) & 0x7fffffff;
    if (magnitude > INFINITY) halves[i] = sign | 0x7e00;
    else if (magnitude >= ROUNDS_TO_INFINITY) halves[i] = sign | 0x7c00;
    else if (magnitude >= SMALLEST_NORMAL) halves[i] = sign | ((magnitude - REBIAS + 0xfff + ((magnitude >>> EXPONENT_SHIFT) & 1)) >>> EXPONENT_SHIFT);
    else halves[i] = sign | (Math.abs(values[i] ?? 0) * 2 ** 24 + ROUNDER - ROUNDER);
  }
  return halves;
}

/** Exact: a bfloat16 is a float32 without its lower 16 bits. */
export function bfloat16ToFloat32(patterns: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(patterns, (pattern) => pattern << 16).buffer);
}
