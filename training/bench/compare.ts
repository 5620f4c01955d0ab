import { percentile } from '../../models/percentile';

/** One way of doing something, to be timed. Runs to its end, read-back included. */
export interface Contestant {
  readonly name: string;
  /** Runs once or, where it returns the wall times of single runs, several times. */
  readonly run: () => Promise<void> | Promise<readonly number[]>;
}

export interface Comparison {
  readonly name: string;
  /** Median time of one run, CPU and wall. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The wall time that 95 of 100 runs keep within. */
  readonly p95Ms?: number;
  /** How many times as much time as the first contestant, CPU unless wall was asked for. */
  readonly ratio: number;
  /** What else is to be known of it, as a clause. */
  readonly note?: string;
}

export interface CompareOptions {
  readonly warmUps?: number;
  readonly rounds?: number;
  /** Processor time used so far by whoever does the work. Default: this process. */
  readonly cpuMs?: () => number | Promise<number>;
  /** Which time the ratio is of: with several threads only the wall tells what they gain. Default: CPU. */
  readonly ratioOf?: 'cpu' | 'wall';
}

/**
 * Times ways of doing the same in one process, turn by turn, so that whatever else the machine does falls on all alike.
 * The ratio is of CPU time (user and system) by default: on a busy machine wall time tells more of the neighbours.
 */
export async function compare(contestants: readonly Contestant[], { warmUps = 2, rounds = 9, cpuMs = processCpuMs, ratioOf = 'cpu' }: CompareOptions = {}): Promise<Comparison[]> {
  const times = contestants.map(() => ({ cpu: [] as number[], wall: [] as number[] }));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [index, { run }] of contestants.entries()) {
      const wall = performance.now();
      const cpu = await cpuMs();
      const runs = (await run()) ?? [performance.now() - wall];
      const usedMs = (await cpuMs()) - cpu;
      if (round < 0) continue;
      times[index]?.cpu.push(usedMs / runs.length);
      times[index]?.wall.push(...runs);
    }
  }
  const measured = times.map(({ cpu, wall }) => ({ cpuMs: percentile(cpu, 0.5), wallMs: percentile(wall, 0.5), p95Ms: percentile(wall, 0.95) }));
  const counted = ratioOf === 'cpu' ? 'cpuMs' : 'wallMs';
  const base = measured[0]?.[counted] ?? NaN;
  return measured.map((one, index) => ({ name: contestants[index]?.name ?? '', ...one, ratio: one[counted] / base }));
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
