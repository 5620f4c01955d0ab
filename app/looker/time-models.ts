import { totalMs } from '../../models/prediction/stages';
import { percentile } from '../../models/percentile';
import type { RunningEngine, Transferable2d } from './messages';
import { VisionClient, type MakeWorker, type VisionState } from './vision-client';

/** A model at one side of its input. */
export interface TimedInput {
  readonly model: string;
  readonly size: number;
}

export interface TimedModel extends TimedInput {
  readonly engine: RunningEngine;
  /** From a picture to what is in it, median. */
  readonly milliseconds: number;
}

/** Looks that count, and those before them that do not: buffers are made, and a browser compiles again what runs often. */
const LOOKS = 9;
const WARM_UP_LOOKS = 6;

/**
 * How long models take on this device, on the engine that suits it best, one after the other; those that are not on the
 * device yet are downloaded. Ends early and quietly where `signal` says so.
 * @param takePicture the worker closes what it gives
 * @throws Error with a sentence for a person
 */
export async function* timeModels(inputs: readonly TimedInput[], takePicture: () => Transferable2d, signal: AbortSignal, makeWorker?: MakeWorker): AsyncGenerator<TimedModel, void> {
  let settle: (state: VisionState) => void = () => undefined;
  const client = new VisionClient({
    onState: (state) => {
      if (state.status !== 'opening' && !(state.status === 'ready' && state.resizing === true)) settle(state);
    },
    onResult: () => undefined,
    onNotice: () => undefined,
    onUnreadable: () => undefined,
    onIdle: () => undefined,
  }, makeWorker, false);
  const stop = () => client.close();
  signal.addEventListener('abort', stop);
  try {
    for (const input of inputs) {
      if (signal.aborted) return;
      const state = await new Promise<VisionState>((resolve) => {
        settle = resolve;
        client.open({ ...input, preferred: undefined });
      });
      if (state.status === 'failed') throw new Error(state.failure.message);
      if (state.status !== 'ready') return;
      const looksMs: number[] = [];
      for (let look = 0; look < WARM_UP_LOOKS + LOOKS; look++) {
        const { timings } = await client.predictOnce(takePicture());
        looksMs.push(totalMs(timings));
      }
      yield { ...input, engine: state.engine, milliseconds: percentile(looksMs.slice(WARM_UP_LOOKS), 0.5) };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}
