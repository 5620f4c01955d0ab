import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { numbersOf } from '../arguments';

/** Where a Slice begins and how much it takes, along every axis. */
export function sliceOf(attrs: NamedAttrMap, shape: readonly number[]): { readonly begin: number[]; readonly size: number[] } {
  const begins = typeof attrs.begin === 'number' ? [attrs.begin] : numbersOf(attrs, 'begin');
  const sizes = typeof attrs.size === 'number' ? [attrs.size] : numbersOf(attrs, 'size');
  const begin = shape.map((_, axis) => begins[axis] ?? 0);
  // Less than 0, or not said: up to the end.
  return { begin, size: shape.map((length, axis) => ((sizes[axis] ?? -1) < 0 ? length - (begin[axis] ?? 0) : sizes[axis] ?? 0)) };
}

/** The parts that a SplitV makes of an axis of `length`. */
export function splitSizes(attrs: NamedAttrMap, length: number): number[] {
  const parts = attrs.numOrSizeSplits;
  if (typeof parts === 'number') return Array.from({ length: parts }, () => length / parts);
  const sizes = numbersOf(attrs, 'numOrSizeSplits');
  const known = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  return sizes.map((size) => (size < 0 ? length - known : size));
}
