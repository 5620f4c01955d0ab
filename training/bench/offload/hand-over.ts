import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Comparison } from '../compare';
import { percentile } from '../../../models/percentile';

const WARM_UPS = 300;
const FRAMES = 2000;
const ROUNDS = 3;

interface Echo {
  readonly id: number;
  readonly cpuMs: number;
}

interface Line {
  send(frame: object): void;
  onAnswer(listener: (echo: Echo) => void): void;
  end(): void;
}

/** What it costs to hand a frame to a process and to take its answer, against a thread. Processor time of both ends. */
export async function benchHandOver(picture: Uint8Array): Promise<Comparison[]> {
  const script = fileURLToPath(new URL('./echo.mjs', import.meta.url));
  const ways: readonly (readonly [string, boolean, () => Line])[] = [
    ['handing over to a thread', false, () => {
      const thread = new Worker(script, { execArgv: [] });
      return { send: (frame) => thread.postMessage(frame), onAnswer: (listen) => thread.on('message', listen), end: () => void thread.terminate() };
    }],
    ['handing over to a process', true, () => {
      const child = fork(script, { execArgv: [], serialization: 'advanced' });
      return { send: (frame) => child.send(frame), onAnswer: (listen) => child.on('message', (message) => listen(message as Echo)), end: () => child.kill('SIGKILL') };
    }],
  ];
  const times = ways.map(() => ({ cpu: [] as number[], wall: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [, apart, open]] of ways.entries()) {
      const { cpuMs, walls } = await timeLine(open(), picture, apart);
      times[index]?.cpu.push(cpuMs);
      times[index]?.wall.push(percentile(walls, 0.5));
    }
  }
  const rows = times.map(({ cpu, wall }, index) => ({ name: ways[index]?.[0] ?? '', cpuMs: percentile(cpu, 0.5), wallMs: percentile(wall, 0.5) }));
  return rows.map((row) => ({ ...row, ratio: row.cpuMs / (rows[0]?.cpuMs ?? NaN) }));
}

/** One frame after the other. @param apart the other end's processor time is not this process's */
async function timeLine(line: Line, picture: Uint8Array, apart: boolean): Promise<{ readonly cpuMs: number; readonly walls: number[] }> {
  let heard: (echo: Echo) => void = () => undefined;
  line.onAnswer((echo) => heard(echo));
  const look = (id: number) => new Promise<Echo>((resolve) => {
    heard = resolve;
    line.send({ id, model: 'any', size: undefined, frames: [{ width: 640, height: 480, options: {}, leftMs: 1000, picture: new Uint8Array(picture) }] });
  });
  for (let id = 0; id < WARM_UPS; id++) await look(id);
  const theirs = (await look(WARM_UPS)).cpuMs;
  const ours = process.cpuUsage();
  const walls: number[] = [];
  let last = theirs;
  for (let id = 0; id < FRAMES; id++) {
    const start = performance.now();
    last = (await look(id)).cpuMs;
    walls.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(ours);
  line.end();
  return { cpuMs: ((user + system) / 1000 + (apart ? last - theirs : 0)) / FRAMES, walls };
}
