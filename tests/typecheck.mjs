// Type-checks every folder against its own world: no DOM and no Node in models/, worker types in the worker.
import { spawnSync } from 'node:child_process';

const projects = ['models', 'training', 'server', 'app', 'app/worker', 'tests'];
const failed = projects.filter((project) => {
  const { status } = spawnSync('npx', ['--no-install', 'tsc', '-p', project], { stdio: 'inherit', shell: process.platform === 'win32' });
  return status !== 0;
});
if (failed.length > 0) {
  console.error(`Type errors in: ${failed.join(', ')}`);
  process.exitCode = 1;
}
