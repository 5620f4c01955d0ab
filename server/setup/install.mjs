import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, root } from './root.mjs';
import { withSetupLock } from './setup-lock.mjs';
import { runStep } from './step.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes `node_modules/.package-lock.json` as the very
 * last thing of an install and removes it first thing, so an interrupted install never passes for a finished one.
 * Optional packages may be missing (another platform's binaries, natives that could not be fetched) but not differ.
 * @param {string} folder the one that holds package-lock.json
 */
export function isInstalled(folder) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Installs the locked packages, those for building and testing too, unless they are there. */
export async function ensureInstalled() {
  if (isInstalled(root)) return;
  await withSetupLock('Installing packages', async (lock) => {
    if (isInstalled(root)) return;
    await runStep('install', 'Installing packages (npm ci)', [...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund'], { writes: inProject('node_modules'), lock });
  });
}

/** The npm that called us where there is one: `npm` need not be on the path, and is a script for the shell on Windows. */
function npm() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
}
