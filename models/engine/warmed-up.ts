import type { Predictor } from '../predictor';

/**
 * Runs a predictor once, which shows whether the engine has every operation; closes it where it has not.
 * @param together once more for so many frames at once, where there are more than one
 */
export async function warmedUp<P extends Pick<Predictor, 'warmUp' | 'close'>>(predictor: P, together = 1): Promise<P> {
  try {
    for (const count of new Set([1, together])) await predictor.warmUp(count);
    return predictor;
  } catch (error) {
    predictor.close();
    throw error;
  }
}
