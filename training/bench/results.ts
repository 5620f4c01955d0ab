import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeOutput } from '../command-line/write-output';

const contestant = z.object({ name: z.string(), cpuMs: z.number(), wallMs: z.number(), ratio: z.number() });
const run = z.object({
  /** The engine's name, and what it is on the machine that measured. */
  engine: z.string(),
  description: z.string(),
  suites: z.array(z.object({ name: z.string(), title: z.string(), contestants: z.array(contestant).min(1) })),
});
const resultsSchema = z.object({ runs: z.array(run) });

export type BenchRun = z.infer<typeof run>;
/** What was measured, a run an engine. */
export type BenchResults = z.infer<typeof resultsSchema>;

export const readBenchResults = async (file: string): Promise<BenchResults> => resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));

/** Puts a run into a file of results, in the place of the engine's last one; the other engines' stay. */
export async function writeBenchRun(file: string, latest: BenchRun): Promise<void> {
  const { runs } = existsSync(file) ? await readBenchResults(file) : { runs: [] };
  const others = runs.filter(({ engine }) => engine !== latest.engine);
  const sorted = [...others, latest].sort((a, b) => (a.engine < b.engine ? -1 : 1));
  await writeOutput(file, `${JSON.stringify({ runs: sorted }, null, 2)}\n`);
}
