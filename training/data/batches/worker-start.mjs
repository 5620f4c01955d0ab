// Where a worker thread starts: on Node 20 `--import tsx` has no effect in a thread, so the loader is registered here.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
