// A program whose only worker loops for ever; it prints the worker's process id.
import { HANGS } from '../fake-engines';
import { frameFor, openPool } from './pools';

const { pool, pids } = openPool({ workers: 1 });
await pool.start();
const [looked] = pool.run([frameFor({ width: HANGS })]);
console.log(pids()[0]);
await looked;
