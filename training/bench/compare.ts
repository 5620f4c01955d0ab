/** One way of doing something, to be timed. Runs to its end, read-back included. */
export interface Contestant {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface Comparison {
  readonly name: string;
  /** Median time of one run, CPU and wall. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** How many times as much CPU time as the first contestant. */
  readonly ratio: number;
  /** What else is to be known of it, as a clause. */
  readonly note?: string;
}

export interface CompareOptions {
  readonly warmUps?: number;
  readonly rounds?: number;
  /** Processor time used so far by whoever does the work. Default: this process. */
  readonly cpuMs?: () => number | Promise<number>;
}

/**
 * Times ways of doing the same in one process, turn by turn, so that whatever else the machine does falls on all alike.
 * The ratio is of CPU time (user and system): on a busy machine wall time tells more of the neighbours.
 */
export async function compare(contestants: readonly Contestant[], { warmUps = 2, rounds = 9, cpuMs = processCpuMs }: CompareOptions = {}): Promise<Comparison[]> {
  const times = contestants.map(() => ({ cpu: [] as number[], wall: [] as number[] }));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [index, { run }] of contestants.entries()) {
      const wall = performance.now();
      const cpu = await cpuMs();
      await run();
      const usedMs = (await cpuMs()) - cpu;
      if (round < 0) continue;
      times[index]?.cpu.push(usedMs);
      times[index]?.wall.push(performance.now() - wall);
    }
  }
  const medians = times.map(({ cpu, wall }) => ({ cpuMs: median(cpu), wallMs: median(wall) }));
  const base = medians[0]?.cpuMs ?? NaN;
  return contestants.map(({ name }, index) => {
    const { cpuMs, wallMs } = medians[index] ?? { cpuMs: NaN, wallMs: NaN };
    return { name, cpuMs, wallMs, ratio: cpuMs / base };
  });
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
