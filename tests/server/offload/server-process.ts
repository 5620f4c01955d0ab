import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject, root } from '../../../server/setup/root.mjs';

export interface OffloadProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it uses for temporary files. */
  readonly temporaryFolder: string;
  /** All that it has printed. */
  output(): string;
  /** @returns its exit status; null where the signal ended it */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts the server without pages, as `npm start -- --offload only` does. */
export const startOffload = (options: readonly string[] = [], environment: Readonly<Record<string, string>> = {}, port = 0): Promise<OffloadProcess> =>
  startCommand([process.execPath, '--import', 'tsx', inProject('server', 'main.ts'), '--port', String(port), '--host', '127.0.0.1', '--offload', 'only', ...options], environment);

/** Starts a server by whatever command. */
export function startCommand([program = '', ...args]: readonly string[], environment: Readonly<Record<string, string>>): Promise<OffloadProcess> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'fovea-server-'));
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', TMPDIR: temporaryFolder, TSX_DISABLE_CACHE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('latin1');
      const url = /Fovea is at (\S+)/.exec(output)?.[1];
      if (url === undefined || child.pid === undefined) return;
      resolve({
        url, port: Number(new URL(url).port), pid: child.pid, temporaryFolder,
        output: () => output,
        end: (signal = 'SIGTERM') => {
          child.kill(signal);
          return ended;
        },
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with status ${code ?? 'none'}:\n${output}`)));
  });
}
