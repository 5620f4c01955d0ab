import { describe, expect, it, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../../app/looker/messages';
import { timeModels, type TimedModel } from '../../../app/looker/time-models';
import { card, FakeWorker, sight } from './fake-worker';

const INPUTS = [{ model: 'finder', size: 32 }, { model: 'finder', size: 64 }];

/** A worker that opens whatever it is asked to, and takes as long for a look as its input is wide, the first time longer. */
class QuickWorker extends FakeWorker {
  private size = 0;
  private looks = 0;
  override postMessage(message: ToWorker): void {
    super.postMessage(message);
    const reply = this.replyTo(message);
    if (reply !== undefined) queueMicrotask(() => this.says(reply));
  }
  protected replyTo(message: ToWorker): FromWorker | undefined {
    if (message.type === 'open') {
      [this.size, this.looks] = [message.size ?? 0, 0];
      return { type: 'ready', card, engine: { name: 'wasm', detail: 'SIMD', reason: '' } };
    }
    if (message.type !== 'examine') return undefined;
    message.frame.close();
    const forwardMs = this.looks++ === 0 ? 1000 : this.size;
    return { type: 'examined', id: message.id, result: { ...sight, timings: { prepare: 1, forward: forwardMs, read: 2, decode: 3 } } };
  }
}

class BrokenWorker extends QuickWorker {
  protected override replyTo(message: ToWorker): FromWorker | undefined {
    return message.type === 'examine' ? { type: 'examined', id: message.id, result: { kind: 'frame', message: 'It broke.' } } : super.replyTo(message);
  }
}

const close = vi.fn();
const picture = () => Object.assign({ width: 4, height: 4 }, { close }) as unknown as ImageBitmap;

describe('timeModels', () => {
  it('takes the time of a whole look at each input, without the first look', async () => {
    const workers: QuickWorker[] = [];
    const timed: TimedModel[] = [];
    for await (const one of timeModels(INPUTS, picture, new AbortController().signal, () => (workers.push(new QuickWorker()), workers.at(-1) as unknown as Worker))) timed.push(one);
    expect(timed.map(({ model, size, milliseconds, engine }) => [model, size, milliseconds, engine.name])).toEqual([['finder', 32, 38, 'wasm'], ['finder', 64, 70, 'wasm']]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
    expect(close).toHaveBeenCalledTimes(30);
  });

  it('ends quietly where it is stopped, and leaves no worker', async () => {
    const controller = new AbortController();
    const worker = new QuickWorker();
    const timed: TimedModel[] = [];
    for await (const one of timeModels(INPUTS, picture, controller.signal, () => worker)) {
      timed.push(one);
      controller.abort();
    }
    expect(timed).toHaveLength(1);
    expect(worker.terminated).toBe(true);
  });

  it('says what went wrong, and leaves no worker', async () => {
    const worker = new BrokenWorker();
    await expect(timeModels(INPUTS, picture, new AbortController().signal, () => worker as unknown as Worker).next()).rejects.toThrow('It broke.');
    expect(worker.terminated).toBe(true);
  });
});
