import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainDenial } from './failure.mjs';
import { root } from './root.mjs';

/**
 * Runs what installs or builds while nothing else does so in this folder; waits, and says so, while another process does.
 * The lock is a socket's address: the system frees it when the last process that has the socket ends, however that ends.
 * @param {string} what the part of the set-up, as a sentence begins with it
 * @param {(lock: import('node:net').Server) => Promise<void> | void} work gets the lock, for programs that it starts
 */
export async function withSetupLock(what, work) {
  const lock = await take();
  try {
    await work(lock);
  } catch (error) {
    throw explainDenial(what, error);
  } finally {
    lock.release();
  }
}

/**
 * What a program is started with so that it has the lock too: it may outlive the process that has started it.
 * @param {import('node:net').Server} [lock]
 * @returns {number[]} for the end of `stdio`; empty on Windows, where a pipe is not inherited like that
 */
export function inherited(lock) {
  const { fd } = lock?._handle ?? {};
  return typeof fd === 'number' && fd >= 0 ? [fd] : [];
}

async function take() {
  for (let told = false; ; told = true) {
    const lock = await listen();
    if (lock !== undefined) return lock;
    if (!told) console.log('Another process is installing or building Fovea in this folder; waiting until it is done …');
    await holderIsGone();
  }
}

/** @returns undefined where another process has the address */
function listen() {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      socket.on('error', () => undefined).on('close', () => waiting.delete(socket)).resume();
    });
    server.release = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

/** A connection to the lock's holder ends with it. */
function holderIsGone() {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('error', ({ code }) => {
      // Of a socket in the file system the name is left behind.
      if (code === 'ECONNREFUSED' && inFileSystem) rmSync(address, { force: true });
    });
    socket.once('close', resolve).resume();
  });
}

const name = `fovea-setup-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16)}`;
const address = { linux: `\0${name}`, win32: `\\\\.\\pipe\\${name}` }[process.platform] ?? join(tmpdir(), name);
const inFileSystem = address.startsWith('/');
