import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromWorker, Sight, ToWorker } from '../../../app/vision/messages';
import { VisionClient, type VisionState } from '../../../app/vision/vision-client';
import { cardSchema, type Card } from '../../../models/artifact/card';

const card: Card = cardSchema.parse({
  format: 1, name: 'finder', title: 'Finder', summary: 'Finds.', task: 'detection', role: 'product', network: { name: 'nano-det', options: {} },
  input: { width: 32, height: 32, mean: [0, 0, 0], std: [1, 1, 1] }, categories: [{ id: 1, name: 'person' }], scoreThreshold: 0.4,
  weights: { file: 'model.safetensors', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float32' }, parameters: 1, multiplyAdds: 1,
  metrics: [], limits: ['All of them.'], licence: 'Apache-2.0', attribution: [],
});
const sight: Sight = {
  prediction: { task: 'detection', width: 32, height: 32, detections: [] },
  timings: { prepareMs: 1, forwardMs: 1, readMs: 1, decodeMs: 1 }, takenAt: 0, dropped: 2,
};

/** A worker that hears everything and says what the test tells it to. */
class FakeWorker extends EventTarget {
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
}

const frame = () => ({ width: 4, height: 4, close: vi.fn() });
const ready: FromWorker = { type: 'ready', card, engine: { name: 'webgpu', detail: 'A card', reason: 'It is fast.' } };

describe('the client of the vision worker', () => {
  let workers: FakeWorker[];
  let states: VisionState[];
  let sights: Sight[];
  let notices: string[];
  let client: VisionClient;
  const worker = () => {
    const last = workers.at(-1);
    if (last === undefined) throw new Error('No worker was made.');
    return last;
  };
  const looks = () => worker().heard.filter(({ type }) => type === 'look').length;

  beforeEach(() => {
    [workers, states, sights, notices] = [[], [], [], []];
    client = new VisionClient(
      { onState: (state) => states.push(state), onSight: (seen) => sights.push(seen), onNotice: (notice) => notices.push(notice) },
      () => {
        workers.push(new FakeWorker());
        return worker();
      },
    );
    client.open('finder', undefined);
  });

  it('opens a model and tells how far it is', () => {
    expect(worker().heard).toEqual([{ type: 'open', model: 'finder', preferred: undefined, lost: {}, withoutThreads: false }]);
    worker().says({ type: 'progress', progress: { step: 'download', done: 0.5, loadedBytes: 1, totalBytes: 2 } });
    worker().says(ready);
    expect(states.map(({ status }) => status)).toEqual(['opening', 'opening', 'ready']);
  });

  it('has one frame in flight; the newest waits, and those that give way are closed', () => {
    worker().says(ready);
    const [first, second, third] = [frame(), frame(), frame()];
    client.look(first);
    expect(client.free).toBe(false);
    client.look(second);
    client.look(third);
    expect(looks()).toBe(1);
    expect(second.close).toHaveBeenCalledOnce();
    worker().says({ type: 'seen', sight });
    expect(looks()).toBe(2);
    expect(third.close).not.toHaveBeenCalled();
  });

  it('adds the frames that the page let go to those of the worker', () => {
    worker().says(ready);
    client.skip();
    client.skip();
    worker().says({ type: 'seen', sight });
    worker().says({ type: 'seen', sight });
    expect(sights.map(({ dropped }) => dropped)).toEqual([4, 2]);
  });

  it('keeps the worker for another model and replaces it for another engine', () => {
    client.open('other', undefined);
    expect(workers).toHaveLength(1);
    client.open('other', 'wasm');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(worker().heard).toEqual([{ type: 'open', model: 'other', preferred: 'wasm', lost: {}, withoutThreads: false }]);
  });

  it('goes on with another engine when one is lost, and says so', () => {
    worker().says(ready);
    worker().says({ type: 'lost', engine: 'webgpu', because: 'the graphics card was lost' });
    expect(notices).toEqual(['The graphics card was lost. Another engine goes on.']);
    expect(worker().heard).toEqual([{ type: 'open', model: 'finder', preferred: undefined, lost: { webgpu: 'the graphics card was lost' }, withoutThreads: false }]);
  });

  it('replaces a worker whose threads never start by one without threads, and leaves alone one whose do', () => {
    vi.useFakeTimers();
    const progress = (step: 'threads' | 'warm-up'): FromWorker => ({ type: 'progress', progress: { step, done: 0.7, loadedBytes: 1, totalBytes: 1 } });
    try {
      worker().says(progress('threads'));
      vi.runAllTimers();
      expect(workers).toHaveLength(2);
      expect(worker().heard).toMatchObject([{ type: 'open', withoutThreads: true }]);
      worker().says(progress('threads'));
      worker().crashes('a thread did not load');
      expect(workers).toHaveLength(3);
      worker().says(progress('threads'));
      worker().says(progress('warm-up'));
      vi.runAllTimers();
      expect(workers).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it('starts a crashed worker again, but not for ever', () => {
    for (let crash = 0; crash < 3; crash++) worker().crashes('out of memory');
    expect(workers).toHaveLength(3);
    expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('out of memory') as string } });
  });

  it('shrugs off one frame that fails and gives up after three in a row', () => {
    worker().says(ready);
    const fail = () => worker().says({ type: 'failed', failure: { kind: 'frame', message: 'It is torn.' } });
    fail();
    fail();
    worker().says({ type: 'seen', sight });
    fail();
    fail();
    expect(states.at(-1)?.status).toBe('ready');
    fail();
    expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: 'It is torn.' } });
  });

  it('ignores what a worker says that it has given up', () => {
    const [old] = workers;
    client.open('finder', 'wasm');
    old?.says(ready);
    expect(states.at(-1)?.status).toBe('opening');
  });
});
