import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors';
import { literal } from './shader';

/** WGSL of an activation of the vector `v`, by the names that fused convolutions have for them. @throws EngineError for others */
export function activationOf(name: unknown, { leakyreluAlpha }: NamedAttrMap): string {
  switch (name ?? 'linear') {
    case 'linear': return 'v';
    case 'relu': return 'max(v, vec4<f32>())';
    case 'relu6': return 'clamp(v, vec4<f32>(), vec4<f32>(6.0))';
    case 'leakyrelu': return `select(v * ${literal(typeof leakyreluAlpha === 'number' ? leakyreluAlpha : 0.2)}, v, v > vec4<f32>())`;
    case 'elu': return 'select(exp(v) - 1.0, v, v > vec4<f32>())';
    case 'sigmoid': return '1.0 / (1.0 + exp(-v))';
    default: throw new EngineError(`the activation ${JSON.stringify(name)}`);
  }
}
