// Where a worker process starts. What has to be there however busy it gets comes first.
import { Worker } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

// A terminal's signals reach the server and its workers alike: the server lets them finish what they are at, then ends them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const [, , beatMs] = process.argv;
new Worker(new URL('./worker-monitor.mjs', import.meta.url), { execArgv: [], workerData: { beatMs: Number(beatMs) }, resourceLimits: { maxOldGenerationSizeMb: 16 } });

register();
await import('./worker.ts');
