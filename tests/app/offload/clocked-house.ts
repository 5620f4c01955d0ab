import pino from 'pino';
import type { Outcome } from '../../../server/offload/pool/messages';
import type { Job, Pool, PoolListeners } from '../../../server/offload/pool/worker-pool';
import type { PoolFacts } from '../../../server/offload/pool/worker-supervisor';
import type { OffloadSettings } from '../../../server/offload/settings';
import { SLOW, UNRUNNABLE } from '../../server/offload/fake-engines';
import { openHouse, type House } from '../../server/offload/house';

const FACTS: PoolFacts = { name: 'clocked', description: 'does nothing', uses: 'one core', together: 1, workers: 1 };

/**
 * A pool of one worker that lives in this process and in the time of the test: from a width of `SLOW` on a frame takes as
 * many milliseconds as it is wider, any other none.
 */
class ClockedPool implements Pool {
  readonly facts = FACTS;
  readonly together = 1;
  readonly modelEngines = new Map<string, string>();
  readonly workerCpuMs = 0;
  busyCount = 0;

  constructor(private readonly listeners: PoolListeners) {}

  get idleCount(): number {
    return 1 - this.busyCount;
  }

  get readyCount(): number {
    return 1;
  }

  start(): Promise<PoolFacts> {
    return Promise.resolve(FACTS);
  }

  run(frames: readonly Job[]): readonly Promise<Outcome>[] {
    return frames.map((frame) => this.look(frame));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async look({ model, size, width, height }: Job): Promise<Outcome> {
    this.busyCount++;
    const lookMs = Math.max(0, width - SLOW);
    if (lookMs > 0) await new Promise((resolve) => setTimeout(resolve, lookMs));
    this.busyCount--;
    this.listeners.onFree();
    if (model === UNRUNNABLE) return { type: 'rejected', reason: 'unrunnable', message: 'No engine of the server runs this model.' };
    const detection = { categoryId: 1, label: `${model} at ${size ?? 'its own size'}`, score: 1, box: { x: 0, y: 0, width, height } };
    return { type: 'answered', prediction: { task: 'detection', width, height, detections: [detection] }, stages: { forward: lookMs }, together: 1 };
  }
}

/** The server itself, over real sockets, but for its workers: they take no time but that of the test. */
export const openClockedHouse = (settings: Partial<OffloadSettings> = {}): Promise<House> =>
  openHouse(settings, { createPool: (_options, listeners) => new ClockedPool(listeners) }, pino({ level: 'silent' }));
