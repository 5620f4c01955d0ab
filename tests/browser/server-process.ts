import { spawn } from 'node:child_process';
import { inProject, root } from '../../server/setup/root.mjs';

export interface RunningServer {
  readonly url: string;
  readonly pid: number | undefined;
  /** Ends it as a terminal would, and waits for it. @returns its exit status */
  readonly stop: () => Promise<number | null>;
}

/** Starts the production server, as `npm start` does, on a free port; the build must be there. */
export function startServer(options: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', inProject('server', 'main.ts'), '--port', '0', '--host', '127.0.0.1', ...options], {
    cwd: root,
    env: { ...process.env, ...environment, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /Fovea is at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve({ url, pid: child.pid, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with status ${code ?? 'none'}:\n${output}`)));
  });
}
