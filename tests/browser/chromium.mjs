import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Failure } from '../../server/setup/failure.mjs';
import { runStep } from '../../server/setup/step.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** Where Chromium and its kin are usually installed, the likeliest first. */
function usualPlaces({ platform, env }) {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
        ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)));
    case 'win32':
      return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean).flatMap((folder) =>
        ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) => join(folder, path)));
    default:
      return (env.PATH ?? '').split(delimiter).filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name)));
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} the program that CHROME_PATH names, else one from the usual places */
export function findChromium({ platform, env } = process) {
  if (env.CHROME_PATH) {
    if (isProgram(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Failure(`CHROME_PATH is "${env.CHROME_PATH}", which is not a program. Set it to the path of Chromium, Chrome or Edge.`);
  }
  return usualPlaces({ platform, env }).find(isProgram);
}

/** @returns {Promise<string>} the browser for the tests, installed where this system lets us */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const quietly = { DEBIAN_FRONTEND: 'noninteractive' };
    await runStep('apt-update', 'Reading the list of Debian packages', ['apt-get', 'update'], { environment: quietly });
    await runStep('apt-chromium', 'Installing Chromium (apt-get)', ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], { environment: quietly });
  }
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Failure('The tests need Chromium, Chrome or Edge, and none was found: install one, or set CHROME_PATH to the path of its program.');
}
