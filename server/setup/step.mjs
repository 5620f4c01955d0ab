import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runChild } from './child.mjs';
import { Failure } from './failure.mjs';
import { inProject, root } from './root.mjs';
import { inherited } from './setup-lock.mjs';

const tailLines = 40;

/**
 * Runs one program of the set-up: a line that says what happens, then how long it took. Its output goes to a log of
 * which the end is shown where the step fails.
 * @param {string} name also the log's name
 * @param {string} title what a person reads
 * @param {readonly [string, ...string[]]} command
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.environment] added to this process's own
 * @param {string} [options.writes] the folder that it fills; where it cannot be written, nothing is begun
 * @param {import('node:net').Server} [options.lock] what it holds while it runs
 */
export async function runStep(name, title, [program, ...args], { environment = {}, writes, lock } = {}) {
  if (writes !== undefined) requireWritable(writes);
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
    status = await runChild(program, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', log, log, ...inherited(lock)], shell });
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

/** @param {string} folder one that is there or will be made */
function requireWritable(folder) {
  const nearest = existsSync(folder) ? folder : dirname(folder);
  accessSync(nearest, constants.W_OK);
}
