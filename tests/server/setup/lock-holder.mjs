// Takes the lock of the set-up and says so. `hold` keeps it until it is ended; `child` starts a program that has it too and
// outlives this one; `pass` lets go of it at once.
import { spawn } from 'node:child_process';
import { inherited, withSetupLock } from '../../../server/setup/setup-lock.mjs';

await withSetupLock('Holding the lock', (lock) => {
  if (process.argv[2] === 'child') {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'ignore', 'ignore', ...inherited(lock)] });
    console.log(`child ${child.pid}`);
  }
  console.log('mine');
  return process.argv[2] === 'pass' ? undefined : new Promise(() => setInterval(() => undefined, 1e6));
});
