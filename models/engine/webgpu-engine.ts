import { EngineError } from '../errors';
import { Predictor } from '../predictor';
import type { Engine } from './engine';
import { webgpuRunner } from './webgpu-runner';

/**
 * tfjs's engine of WebGPU, with models that are one program where they can be: these run on its device without tfjs, in one
 * submission a frame. Its kernels run the others, and several pictures at once.
 * @param device that of the engine
 * @param onRefused told why a model is not one program
 */
export function withPrograms<E extends Engine>(engine: E, device: GPUDevice, onRefused: (model: string, reason: EngineError) => void = () => undefined): E {
  return {
    ...engine,
    open: async (model, together = 1) => {
      if (together > 1) return await engine.open(model, together);
      try {
        return new Predictor(model.card, await webgpuRunner(device, model));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        onRefused(model.card.name, error);
        return await engine.open(model, together);
      }
    },
  };
}
