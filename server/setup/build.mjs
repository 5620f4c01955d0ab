import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.mjs';
import { inProject, root } from './root.mjs';
import { buildServiceWorker, serveServiceWorker, serviceWorkerIsServed } from './service-worker.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { runStep } from './step.mjs';

/** What the web app is made of; the server runs from its sources and is not built. */
const sources = ['app', 'models', 'public', 'server/setup', 'next.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const generated = new Set(['public/tfjs', 'public/sw.js', 'app/tsconfig.tsbuildinfo']);

const stampFile = inProject('.next', 'fovea-build');

/** Builds the web app unless the last complete build was made from the same sources; where all is there, nothing is written. */
export async function ensureBuilt() {
  if (isBuilt() && serviceWorkerIsServed()) return;
  await withSetupLock('Building the web app', async (lock) => {
    if (!isBuilt()) await build(lock);
    serveServiceWorker();
  });
}

const isBuilt = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint(root, sources, generated);

async function build(lock) {
  const current = fingerprint(root, sources, generated);
  rmSync(stampFile, { force: true });
  await runStep('build', 'Building the web app (next build)', [process.execPath, inProject('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    environment: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    writes: inProject('.next'),
    lock,
  });
  await buildServiceWorker();
  writeFileSync(stampFile, current);
}
