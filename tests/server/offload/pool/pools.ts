import pino from 'pino';
import { modelsDirectory } from '../../../../models/node/model-folder';
import { patienceFor } from '../../../../server/offload/pool/watchdog';
import { WorkerPool } from '../../../../server/offload/pool/worker-pool';
import type { PoolOptions } from '../../../../server/offload/pool/worker-supervisor';
import { fakeEngines, smallJpeg } from '../house';

const model = 'nanodet-plus-coco';

export const poolOptions = (change: Partial<PoolOptions> = {}): PoolOptions => ({
  enginesModule: fakeEngines.enginesModule ?? '', engines: ['instant'], workers: 2, together: undefined,
  folders: { [model]: `${modelsDirectory}/${model}` }, model, pixels: 1e6, patience: patienceFor(1000), ...change,
});

export const frameFor = ({ width = 32, leftMs = 60_000 }: { readonly width?: number; readonly leftMs?: number } = {}) =>
  ({ model, size: undefined, options: {}, width, height: 24, picture: new Uint8Array(smallJpeg), deadlineAt: performance.now() + leftMs });

interface Line {
  readonly msg: string;
  readonly pid?: number;
  readonly pauseMs?: number;
  readonly others?: readonly string[];
}

/** A pool with what it says in its log. */
export function openPool(change: Partial<PoolOptions> = {}) {
  const lines: Line[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const pool = new WorkerPool(poolOptions(change), { onFree: () => undefined, onReplaced: () => undefined }, log);
  return {
    pool,
    said: (msg: string): readonly Line[] => lines.filter((line) => line.msg === msg),
    /** Of all workers that it has had. */
    pids: (): readonly number[] => lines.flatMap(({ msg, pid }) => (msg === 'worker started' && pid !== undefined ? [pid] : [])),
    look: async (frame = frameFor()) => {
      while (pool.idleCount === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      return pool.run([frame])[0];
    },
  };
}
