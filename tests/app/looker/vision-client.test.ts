import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromWorker, FrameResult } from '../../../app/looker/messages';
import { VisionClient, type VisionState } from '../../../app/looker/vision-client';
import { card, FakeWorker, sight } from './fake-worker';

const finder = (preferred?: 'wasm' | 'webgl' | 'webgpu') => ({ model: 'finder', preferred, size: undefined });
const frame = () => ({ width: 4, height: 4, close: vi.fn() });
const ready: FromWorker = { type: 'ready', card, engine: { name: 'webgpu', detail: 'A card', reason: 'It is fast.' } };

describe('the client of the vision worker', () => {
  let workers: FakeWorker[];
  let states: VisionState[];
  let sights: FrameResult[];
  let notices: string[];
  const onUnreadable = vi.fn();
  const onIdle = vi.fn();
  let client: VisionClient;
  const worker = () => {
    const last = workers.at(-1);
    if (last === undefined) throw new Error('No worker was made.');
    return last;
  };
  const looks = () => worker().heard.filter(({ type }) => type === 'look').length;

  beforeEach(() => {
    [workers, states, sights, notices] = [[], [], [], []];
    vi.clearAllMocks();
    client = new VisionClient(
      { onState: (state) => states.push(state), onResult: (seen) => sights.push(seen), onNotice: (notice) => notices.push(notice), onUnreadable, onIdle },
      () => {
        workers.push(new FakeWorker());
        return worker();
      },
    );
    client.open(finder());
  });

  // Or its pulse goes on after the tests.
  afterEach(() => client.close());

  it('opens a model in the worker that was made before anybody knew which', () => {
    client.close();
    workers = [];
    client.prepare();
    client.open(finder('wasm'));
    expect(workers).toHaveLength(1);
    expect(worker().heard).toMatchObject([{ type: 'open', preferred: 'wasm' }]);
  });

  it('asks a worker for what is wished before its first frame, and anew when that changes', () => {
    let share = 0.25;
    const asking = new VisionClient(
      { onState: (state) => state.status === 'ready' && asking.look(frame()), onResult: () => undefined, onNotice: () => undefined, onUnreadable, onIdle, optionsFor: ({ name }) => ({ styles: name === 'finder' ? [1 - share, share] : [] }) },
      () => {
        workers.push(new FakeWorker());
        return worker();
      },
    );
    asking.open(finder());
    asking.askAnew();
    worker().says(ready);
    share = 0.5;
    asking.askAnew();
    expect(worker().heard.slice(1)).toMatchObject([
      { type: 'ask for', model: 'finder', options: { styles: [0.75, 0.25] } },
      { type: 'look' },
      { type: 'ask for', model: 'finder', options: { styles: [0.5, 0.5] } },
    ]);
    asking.close();
  });

  it('opens a model and tells how far it is', () => {
    expect(worker().heard).toEqual([{ type: 'open', model: 'finder', preferred: undefined, size: undefined, lost: {} }]);
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
    expect(sights.map(({ dropped }) => dropped)).toEqual([{ busy: 4, stale: 1 }, { busy: 2, stale: 1 }]);
  });

  it('keeps the worker for another model and replaces it for another engine', () => {
    client.open({ ...finder(), model: 'other' });
    expect(workers).toHaveLength(1);
    client.open({ ...finder('wasm'), model: 'other' });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(worker().heard).toEqual([{ type: 'open', model: 'other', preferred: 'wasm', size: undefined, lost: {} }]);
  });

  it('goes on with another engine when one is lost, and says so', () => {
    worker().says(ready);
    worker().says({ type: 'lost', engine: 'webgpu', because: 'the graphics card was lost' });
    expect(notices).toEqual(['The graphics card was lost. Another engine goes on.']);
    expect(worker().heard).toEqual([{ type: 'open', model: 'finder', preferred: undefined, size: undefined, lost: { webgpu: 'the graphics card was lost' } }]);
  });

  it('starts a crashed worker again, and takes another engine where that does not help', () => {
    for (let crash = 0; crash < 2; crash++) {
      worker().says(ready);
      worker().crashes('out of memory');
    }
    expect(notices).toEqual(['The part that runs the model stopped and was started again.', 'The model kept stopping on the graphics card. Another engine goes on.']);
    expect(worker().heard).toMatchObject([{ type: 'open', lost: { webgpu: 'the model kept stopping on the graphics card' } }]);
  });

  it('gives up a worker that crashes before it has an engine, and tries everything anew where a person does', () => {
    for (let crash = 0; crash < 2; crash++) worker().crashes('out of memory');
    expect(workers).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('out of memory') as string } });
    client.open(finder());
    expect(worker().heard).toMatchObject([{ type: 'open', lost: {} }]);
  });

  it('says so where its script does not come', () => {
    worker().stays();
    expect(workers).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: expect.stringMatching(/could not be loaded.*connection/) as string } });
  });

  it('says so where a part of its script does not come or does not run, and takes a fresh one where a person tries again', () => {
    worker().says({ type: 'unloaded' });
    expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: expect.stringMatching(/could not be loaded.*too old/) as string } });
    client.open(finder());
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('takes what it cannot read of a worker for a crash', () => {
    worker().says(ready);
    worker().mumbles();
    expect(notices).toEqual(['The part that runs the model stopped and was started again.']);
  });

  it('lets a stream begin once the worker has it', () => {
    worker().says(ready);
    worker().says({ type: 'watching' });
    expect(worker().heard.at(-1)).toEqual({ type: 'begin' });
  });

  it('tells of a stream or a frame that the worker cannot read, and looks at the next', () => {
    worker().says(ready);
    client.look(frame());
    worker().says({ type: 'unreadable' });
    expect([onUnreadable.mock.calls.length, client.free]).toEqual([1, true]);
  });

  describe('of a worker that hangs', () => {
    const page = { hidden: false };
    beforeEach(() => {
      vi.useFakeTimers();
      vi.stubGlobal('document', page);
      page.hidden = false;
      client.open(finder('webgl'));
    });
    afterEach(() => {
      client.close();
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });
    const asked = () => worker().heard.filter(({ type }) => type === 'ask').length;

    it('notices that it says nothing, not even when it is asked, and starts it again', () => {
      const [hanging] = [worker()];
      hanging.says(ready);
      hanging.says({ type: 'seen', sight });
      vi.advanceTimersByTime(10_000);
      expect([asked(), notices]).toEqual([1, []]);
      vi.advanceTimersByTime(2000);
      expect(notices).toEqual(['The part that runs the model did not answer any more and was started again.']);
      expect(hanging.terminated).toBe(true);
    });

    it('leaves alone one that answers, that takes long for every picture, that opens a model, or that nobody sees', () => {
      worker().says({ type: 'alive' });
      vi.advanceTimersByTime(120_000);
      worker().says(ready);
      for (let minute = 0; minute < 10; minute++) {
        vi.advanceTimersByTime(6000);
        worker().says({ type: 'alive' });
      }
      expect(onIdle).toHaveBeenCalledTimes(10);
      worker().says({ type: 'seen', sight: { ...sight, timings: { ...sight.timings, forward: 4000 } } });
      vi.advanceTimersByTime(30_000);
      page.hidden = true;
      vi.advanceTimersByTime(3600e3);
      expect(notices).toEqual([]);
    });

    it('takes one that never says a word for one that did not load', () => {
      vi.advanceTimersByTime(60_000);
      expect(states.at(-1)?.status).toBe('opening');
      vi.advanceTimersByTime(1000);
      expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('could not be loaded') as string } });
    });
  });

  it('goes on with a model at the size before until it is ready at another', () => {
    worker().says(ready);
    client.open({ ...finder(), size: 64 });
    expect(states.at(-1)).toMatchObject({ status: 'ready', resizing: true, card: { input: { width: 32 } } });
    worker().says({ type: 'progress', progress: { step: 'warm-up', done: 0.8, loadedBytes: 1, totalBytes: 1 } });
    client.look(frame());
    worker().says({ type: 'seen', sight });
    expect(sights).toHaveLength(1);
    worker().says({ type: 'ready', card: { ...card, input: { ...card.input, width: 64, height: 64 } }, engine: { name: 'webgpu', detail: 'A card', reason: 'Anew.' } });
    expect(states.map(({ status }) => status)).toEqual(['opening', 'ready', 'ready', 'ready']);
    expect(states.at(-1)).toEqual({ status: 'ready', card: expect.objectContaining({ input: expect.objectContaining({ width: 64 }) as unknown }) as unknown, engine: expect.objectContaining({ reason: 'It is fast.' }) as unknown });
    expect(workers).toHaveLength(1);
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
    client.open(finder('wasm'));
    old?.says(ready);
    expect(states.at(-1)?.status).toBe('opening');
  });

  describe('while a graphics card gets ready', () => {
    const warming: FromWorker = { type: 'progress', progress: { step: 'engine', engine: 'webgpu', done: 0.7, loadedBytes: 1, totalBytes: 1 } };
    const wasmReady: FromWorker = { type: 'ready', card, engine: { name: 'wasm', detail: 'SIMD', reason: 'You chose it.' } };
    const cardReady = (runMs: number): FromWorker => ({ type: 'ready', card, engine: { name: 'webgpu', detail: 'A card', reason: 'It is fast.', runMs } });
    const running = () => {
      const last = states.at(-1);
      return last?.status === 'ready' ? last.engine : undefined;
    };
    const callStandIn = () => {
      const [main] = workers;
      main?.says(warming);
      const standIn = worker();
      if (main === undefined || standIn === main) throw new Error('No stand-in was called.');
      return { main, standIn };
    };

    it('lets the processor answer, and hands over to the card when that is faster', () => {
      const { main, standIn } = callStandIn();
      expect(standIn.heard).toMatchObject([{ type: 'open', model: 'finder', preferred: 'wasm' }]);
      standIn.says(wasmReady);
      expect(running()?.name).toBe('wasm');
      client.look(frame());
      standIn.says({ type: 'seen', sight });
      expect(sights).toHaveLength(1);
      main.says(cardReady(8));
      expect(running()).toMatchObject({ name: 'webgpu', reason: 'It is fast. It takes 8 ms, the processor 31 ms.' });
      expect(standIn.terminated).toBe(true);
      client.look(frame());
      expect(main.heard.at(-1)?.type).toBe('look');
    });

    it('stays on the processor where that is faster, and says so', () => {
      const { main, standIn } = callStandIn();
      standIn.says(wasmReady);
      client.look(frame());
      standIn.says({ type: 'seen', sight });
      main.says(cardReady(80));
      expect(running()).toMatchObject({ name: 'wasm', reason: 'It runs on the processor, which takes 31 ms here; the graphics card takes 80 ms.' });
      expect(main.terminated).toBe(true);
      client.look(frame());
      standIn.says({ type: 'seen', sight });
      expect(sights).toHaveLength(2);
    });

    it('stays on the processor where the card fails, and does without a stand-in that fails', () => {
      const first = callStandIn();
      first.standIn.says(wasmReady);
      first.main.says({ type: 'failed', failure: { kind: 'engine', message: 'It lacks an operation.' } });
      expect(running()?.name).toBe('wasm');

      client.open(finder('webgl'));
      client.open(finder());
      const main = worker();
      main.says(warming);
      worker().says({ type: 'failed', failure: { kind: 'engine', message: 'No SIMD.' } });
      main.says(cardReady(8));
      expect(running()?.name).toBe('webgpu');
    });

    it('calls no stand-in where a person chose the card', () => {
      client.open(finder('webgpu'));
      const count = workers.length;
      worker().says(warming);
      expect(workers).toHaveLength(count);
    });
  });

  it('examines a frame beside the stream, and tells what came of it', async () => {
    await expect(client.predictOnce(frame())).rejects.toThrow('not ready');
    worker().says(ready);
    const first = client.predictOnce(frame());
    worker().says({ type: 'examined', id: 1, result: sight });
    await expect(first).resolves.toBe(sight);
    const second = client.predictOnce(frame());
    worker().says({ type: 'examined', id: 2, result: { kind: 'frame', message: 'It is torn.' } });
    await expect(second).rejects.toThrow('It is torn.');
    const third = client.predictOnce(frame());
    client.open(finder('wasm'));
    await expect(third).rejects.toThrow('Try again');
    expect(sights).toEqual([]);
  });

  it('asks one of several models that are open beside one another', () => {
    client.open({ ...finder(), beside: 2 });
    worker().says(ready);
    const by = { model: 'other', size: 64, scoreThreshold: 0.4 };
    void client.predictOnce(frame(), by);
    expect(worker().heard.slice(-2)).toMatchObject([{ type: 'open', model: 'finder', beside: 2 }, { type: 'examine', id: 1, by }]);
    worker().says({ type: 'examined', id: 1, result: sight });
  });

  it('gives a model whose memory keeps growing a smaller input, where it serves one', () => {
    const sizes = { ...card, input: { ...card.input, sizes: [16, 24, 32, 64] } };
    worker().says({ ...ready, card: sizes });
    for (let answer = 0; answer < 100 && notices.length === 0; answer++) worker().says({ type: 'seen', sight: { ...sight, memory: { tensors: 300 + 10 * answer, bytes: 5e6 } } });
    expect(notices).toEqual([expect.stringContaining('with an input of 24 pixels')]);
    expect(worker().heard).toMatchObject([{ type: 'open', size: 24, lost: {} }]);
  });

  it('starts a worker afresh whose memory keeps growing, and takes another engine when that does not help', () => {
    const leak = () => {
      worker().says(ready);
      const leaking = worker();
      for (let answer = 0; answer < 200 && worker() === leaking; answer++) {
        leaking.says({ type: 'seen', sight: { ...sight, memory: { tensors: 300 + 20 * answer, bytes: 5e6 } } });
      }
    };
    leak();
    expect(notices).toEqual([expect.stringContaining('more and more memory')]);
    expect(worker().heard).toMatchObject([{ type: 'open', lost: {} }]);
    leak();
    expect(worker().heard).toMatchObject([{ type: 'open', lost: { webgpu: 'the model kept taking more memory on the graphics card' } }]);
  });
});
