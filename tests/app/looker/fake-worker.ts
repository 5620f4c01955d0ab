import type { FromWorker, FrameResult, ToWorker } from '../../../app/looker/messages';
import { cardSchema, type Card } from '../../../models/artifact/card';

export const card: Card = cardSchema.parse({
  format: 1, name: 'finder', title: 'Finder', summary: 'Finds.', task: 'detection', role: 'product', network: { name: 'nano-det', options: {} },
  input: { width: 32, height: 32, mean: [0, 0, 0], std: [1, 1, 1] }, categories: [{ id: 1, name: 'person' }], scoreThreshold: 0.4,
  weights: { file: 'model.safetensors', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float32' }, parameters: 1, multiplyAdds: 1,
  metrics: [], limits: ['All of them.'], licence: 'Apache-2.0', attribution: [],
});
export const sight: FrameResult = {
  prediction: { task: 'detection', width: 32, height: 32, detections: [] },
  timings: { prepare: 1, forward: 30, read: 1, decode: 1 }, takenAt: 0, waitedMs: 0, dropped: { busy: 2, stale: 1 }, memory: { tensors: 300, bytes: 5e6 },
};

/** A worker that hears everything and says what the test tells it to. */
export class FakeWorker extends EventTarget {
  readonly heard: ToWorker[] = [];
  terminated = false;
  onmessage = null;
  onmessageerror = null;
  onerror = null;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  says(data: FromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
  crashes(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
  /** What it says is not what the page can read. */
  mumbles(): void {
    this.dispatchEvent(new MessageEvent('messageerror'));
  }
  /** Its script does not come. */
  stays(): void {
    this.dispatchEvent(new Event('error', { cancelable: true }));
  }
}
