import type { Predictor } from './predictor';

/** Runs a predictor once, which shows whether the engine has every operation; closes it where it has not. */
export async function warmedUp<P extends Pick<Predictor, 'warmUp' | 'close'>>(predictor: P): Promise<P> {
  try {
    await predictor.warmUp();
    return predictor;
  } catch (error) {
    predictor.close();
    throw error;
  }
}
