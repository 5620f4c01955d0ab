/** Of a browser's workers, which Node's types do not know, what the pages of the benchmarks use. */
declare const Worker: new (address: string) => WebWorker;

export interface WebWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** What a worker knows itself as. */
export const self = globalThis as unknown as WebWorker;

export const startWorker = (address: string): WebWorker => new Worker(address);

/** Sends a worker something. @returns what it answers */
export const ask = (worker: WebWorker, question: unknown): Promise<unknown> => new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(question);
});
