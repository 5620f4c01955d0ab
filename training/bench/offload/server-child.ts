import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../engines/repository-root';

export interface ServerChild {
  readonly url: string;
  /** Processor time used so far, in milliseconds. */
  cpuMs(): Promise<number>;
  end(): Promise<void>;
}

/** Starts a program that prints "Fovea is at" and its address, and tells its processor time under /metrics. */
export function startServerChild(script: string, args: readonly string[]): Promise<ServerChild> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(repositoryRoot, script), ...args], {
    cwd: repositoryRoot, env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /Fovea is at (\S+)/.exec(output)?.[1];
      if (url === undefined) return;
      resolve({
        url,
        cpuMs: async () => 1000 * Number(/^process_cpu_seconds_total (\S+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]),
        end: () => {
          child.kill('SIGKILL');
          return ended;
        },
      });
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with status ${code ?? 'none'}: ${output}`)));
  });
}
