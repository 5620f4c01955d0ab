import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { runChild } from './child.mjs';
import { Failure } from './failure.mjs';
import { inProject, root } from './root.mjs';

const tailLines = 40;

/**
 * Runs one program of the set-up: a line that says what happens, then how long it took. Its output goes to a log of
 * which the end is shown where the step fails.
 * @param {string} name also the log's name
 * @param {string} title what a person reads
 * @param {readonly [string, ...string[]]} command
 * @param {NodeJS.ProcessEnv} [environment] added to this process's own
 */
export async function runStep(name, title, [program, ...args], environment = {}) {
  const logFile = inProject('.cache', 'logs', `${name}.log`);
  mkdirSync(inProject('.cache', 'logs'), { recursive: true });
  const log = openSync(logFile, 'w');
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const onTerminal = process.stdout.isTTY;
  process.stdout.write(`${title} …${onTerminal ? '' : '\n'}`);
  const ticker = onTerminal ? setInterval(() => process.stdout.write(`\r${title} … ${seconds()}`), 1000) : undefined;
  let status;
  try {
    const shell = process.platform === 'win32' && program === 'npm';
    status = await runChild(program, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', log, log], shell });
  } catch (error) {
    throw new Failure(`${title} could not start: ${error.message}`);
  } finally {
    clearInterval(ticker);
    closeSync(log);
  }
  const outcome = status === 0 ? 'done' : status > 128 ? 'stopped' : 'failed';
  process.stdout.write(onTerminal ? `\r${title} … ${outcome}, ${seconds()}\n` : `  ${outcome}, ${seconds()}\n`);
  if (status === 0) return;
  if (status > 128) throw new Failure(`${title} was stopped; the next start does it again.`);
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-tailLines).join('\n');
  throw new Failure(`${tail}\n\n${title} failed with status ${status}. The full log is ${logFile}`);
}
