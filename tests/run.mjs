// npm test: makes ready what is not, runs every test, and ends with a line of its own: "N passed, N failed".
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBuilt } from '../server/setup/build.mjs';
import { runChild } from '../server/setup/child.mjs';
import { Failure } from '../server/setup/failure.mjs';
import { ensureInstalled } from '../server/setup/install.mjs';
import { requireNodeVersion } from '../server/setup/node-version.mjs';
import { inProject, root } from '../server/setup/root.mjs';
import { copyTfjsAssets } from '../server/setup/tfjs-assets.mjs';
import { ensureChromium } from './browser/chromium.mjs';

const summaryFile = inProject('tests', '.output', 'summary.json');

async function runTests(args) {
  requireNodeVersion();
  await ensureInstalled();
  await copyTfjsAssets();
  await ensureBuilt();
  const chromium = await ensureChromium();

  mkdirSync(inProject('tests', '.output'), { recursive: true });
  rmSync(summaryFile, { force: true });
  const vitest = inProject('node_modules', 'vitest', 'vitest.mjs');
  const status = await runChild(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROME_PATH: chromium, NEXT_TELEMETRY_DISABLED: '1' },
  });
  return { ...readSummary(), status };
}

/** What tests/reporter.ts has counted; nothing where vitest ended before it could. */
function readSummary() {
  try {
    return JSON.parse(readFileSync(summaryFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

let outcome = { passed: 0, failed: 1, skipped: [], status: 1 };
try {
  outcome = await runTests(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Failure ? `\n${error.message}` : error);
}

const { passed, skipped, status } = outcome;
const failed = status === 0 ? outcome.failed : Math.max(outcome.failed, 1);
if (skipped.length > 0) console.log(`\n${skipped.reduce((sum, { tests }) => sum + tests.length, 0)} tests were skipped:`);
for (const { reason, tests } of skipped) console.log(`${tests.length} skipped: ${reason}${tests.map((test) => `\n    ${test}`).join('')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
