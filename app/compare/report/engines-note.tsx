import { ENGINE_NAMES } from '../../looker/engine-names';
import type { Figures } from '../figures/measures';

/** On which engine, and why on that: 'WebAssembly (SIMD, 4 threads)'. */
export function EnginesNote({ figures }: { readonly figures: readonly Figures[] }) {
  const words = [...new Set(figures.flatMap(({ opened }) => (opened === undefined ? [] : [`${ENGINE_NAMES[opened.engine.name].short} (${opened.engine.detail}). ${opened.engine.reason}`])))];
  return words.length > 0 && `Measured on ${words.join(' And on ')} `;
}
