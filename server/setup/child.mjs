import { spawn } from 'node:child_process';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end and passes on the signals that this process gets, so that nothing is left behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} the exit status; 128 + n, as shells say it, where signal n ended the program
 */
export function runChild(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const pass = (signal) => child.kill(signal);
    for (const signal of passedOn) process.on(signal, pass);
    const parentWatch = watchParent(() => pass('SIGTERM'));
    const stopPassing = () => {
      clearInterval(parentWatch);
      passedOn.forEach((signal) => process.off(signal, pass));
    };
    child.once('error', (error) => {
      stopPassing();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopPassing();
      resolve(code ?? 128 + (signalNumbers[signal] ?? 0));
    });
  });
}

/**
 * A signal to npm may end there: the shell that it starts scripts with passes on none (dash, which Debian has as sh).
 * Whoever is left behind gets another parent; on Windows, where that is not so, nothing is noticed.
 */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const { ppid } = process;
  return setInterval(() => process.ppid !== ppid && onGone(), parentEveryMs);
}

const parentEveryMs = 250;

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
