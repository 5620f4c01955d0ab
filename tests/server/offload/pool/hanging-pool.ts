// A program whose only worker loops for ever; it prints the worker's process id.
import pino from 'pino';
import { WorkerPool } from '../../../../server/offload/pool/worker-pool';
import { HANGS } from '../fake-engines';
import { frameFor, poolOptions } from './pools';

const pids: number[] = [];
const pool = new WorkerPool(poolOptions({ workers: 1 }), { onFree: () => undefined, onReplaced: () => undefined }, pino({}, { write: (line: string) => {
  const { pid } = JSON.parse(line) as { readonly pid?: number };
  if (pid !== undefined) pids.push(pid);
} }));
await pool.start();
await Promise.allSettled([...pool.run([frameFor({ width: HANGS })]), new Promise(() => console.log(pids.join()))]);
