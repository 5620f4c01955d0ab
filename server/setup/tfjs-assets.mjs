import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { inProject } from './root.mjs';
import { withSetupLock } from './setup-lock.mjs';

/** Not the one with threads: ours run over the memory of the one with SIMD. */
const files = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** Puts the WebAssembly engine where the page finds it, `public/tfjs/<version>/`: it may then be cached for ever. */
export async function copyTfjsAssets() {
  const packageFolder = inProject('node_modules', '@tensorflow', 'tfjs-backend-wasm');
  const { version } = JSON.parse(readFileSync(`${packageFolder}/package.json`, 'utf8'));
  const parent = inProject('public', 'tfjs');
  const target = `${parent}/${version}`;
  if (existsSync(target)) return;
  await withSetupLock('Copying the WebAssembly engine', () => {
    if (existsSync(target)) return;
    const partial = `${parent}/.partial`;
    rmSync(parent, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const file of files) copyFileSync(`${packageFolder}/wasm-out/${file}`, `${partial}/${file}`);
    renameSync(partial, target);
  });
}
