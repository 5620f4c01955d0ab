// Type-checks every folder against its own world: no DOM and no Node in models/, worker types in the worker.
// With TypeScript 7, ten times as fast as the version that lint and Next need.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/@typescript/native/bin/tsc', import.meta.url));
const projects = ['models', 'models/node', 'training', 'server', 'app', 'app/worker', 'app/service-worker', 'tests'];
const failed = projects.filter((project) => spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' }).status !== 0);
if (failed.length > 0) {
  console.error(`Type errors in: ${failed.join(', ')}`);
  process.exitCode = 1;
}
