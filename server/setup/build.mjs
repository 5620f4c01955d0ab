import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.mjs';
import { inProject, root } from './root.mjs';
import { buildServiceWorker, serveServiceWorker } from './service-worker.mjs';
import { runStep } from './step.mjs';

/** What the web app is made of; the server runs from its sources and is not built. */
const sources = ['app', 'models', 'public', 'server/setup', 'next.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const generated = new Set(['public/tfjs', 'public/sw.js', 'app/tsconfig.tsbuildinfo']);

/** Builds the web app unless the last complete build was made from the same sources. */
export async function ensureBuilt() {
  const stampFile = inProject('.next', 'fovea-build');
  const current = fingerprint(root, sources, generated);
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== current) {
    rmSync(stampFile, { force: true });
    await build();
    writeFileSync(stampFile, current);
  }
  serveServiceWorker();
}

async function build() {
  await runStep('build', 'Building the web app (next build)', [process.execPath, inProject('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  await buildServiceWorker();
}
