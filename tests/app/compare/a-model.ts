import type { ComparableModel } from '../../../app/compare/comparable';
import type { Figures } from '../../../app/compare/figures/measures';
import { NO_FIGURES } from '../../../app/compare/figures/measures';

export const model = (name: string, { sizes = [320], sizeBytes = 5e6, parent, multiplyAdds = 1e9 }: { readonly sizes?: readonly number[]; readonly sizeBytes?: number; readonly parent?: string; readonly multiplyAdds?: number } = {}): ComparableModel => ({
  name, title: `Model ${name}`, task: 'detection', parent, sizeBytes, parameters: 2e6, scoreThreshold: 0.4, usual: Math.max(0, sizes.indexOf(320)),
  inputs: sizes.map((size) => ({ size, width: size, height: size, multiplyAdds: multiplyAdds * (size / 320) ** 2, accuracy: 0.3 })),
});

export const measured = (medianMs: number, { networkMs = medianMs - 5, looks = 20, engine = 'wasm' }: { readonly networkMs?: number; readonly looks?: number; readonly engine?: 'wasm' | 'webgpu' } = {}): Figures =>
  ({ ...NO_FIGURES, looks, medianMs, p95Ms: medianMs + 3, networkMs, opened: { engine: { name: engine, detail: 'SIMD', reason: '' }, firstAnswerMs: 300, heldBytes: undefined } });
