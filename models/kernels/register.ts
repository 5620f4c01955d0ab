import { registerAddUpsampled } from './add-upsampled/register';
import { registerDepthwise } from './depthwise/register';
import { registerFusedLeakyRelu } from './fused-leaky-relu/register';
import { registerNms } from './nms/register';
import { registerPointwise } from './pointwise/register';
import { registerRoiAlign } from './roi-align/register';
import { registerRows } from './copies/register';

/**
 * Makes every kernel of ours known to an engine, so that a missing one shows before the first picture and not in its middle.
 * A second call does nothing.
 * @throws EngineError naming the engine and the kernel it lacks
 */
export function registerKernels(backendName: string): void {
  registerAddUpsampled(backendName);
  registerRoiAlign(backendName);
  registerNms(backendName);
  registerRows(backendName);
  // A leaky ReLU is made a parametric one before it comes to the kernels for convolutions.
  registerPointwise(backendName);
  registerDepthwise(backendName);
  registerFusedLeakyRelu(backendName);
}
