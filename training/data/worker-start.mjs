// Where a worker thread starts: Node 20 does not apply `--import tsx` to threads, so the loader is registered here.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
