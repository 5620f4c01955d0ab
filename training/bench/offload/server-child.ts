import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../engines/repository-root';

export interface ServerChild {
  readonly url: string;
  /** Processor time used so far by it and its workers, in milliseconds. */
  cpuMs(): Promise<number>;
  /** Its metrics by name, 0 where it has none of that name. Those of its event loop are of the time since the last call. */
  metrics(): Promise<(name: string) => number>;
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
      const metrics = async () => {
        const lines = new Map((await (await fetch(`${url}/metrics`)).text()).split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
        return (name: string): number => lines.get(name) ?? 0;
      };
      resolve({
        url,
        metrics,
        cpuMs: async () => {
          const metric = await metrics();
          return 1000 * (metric('process_cpu_seconds_total') + metric('fovea_offload_worker_cpu_seconds_total'));
        },
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
