import { ask, startWorker } from './web-worker';

/** Loads a model from `base`, an absolute address, on wasm in a worker, as the live page does. @returns one look at a picture */
export async function open(base: string, threads: number): Promise<() => Promise<void>> {
  const worker = startWorker(`${base}/worker.js`);
  await ask(worker, { base, threads });
  return async () => {
    await ask(worker, 'look');
  };
}
