import { join } from 'node:path';
import type { BenchResults } from '../bench/results';
import { repositoryRoot } from '../engines/repository-root';
import { section, table } from './section';

export const BENCH_SECTION = section('bench', 'training/bench/results.json');

/** Where `npm run bench -- --json` gathers the figures that the README quotes. */
export const BENCH_RESULTS = join(repositoryRoot, 'training', 'bench', 'results.json');

/** CPU time of the plain ways, in times of ours. Markdown. */
export function benchTable({ runs }: BenchResults): string {
  return table(['What', 'Against', 'CPU time, ours = 1', 'Command'], runs.flatMap(({ engine, suites }) =>
    suites.flatMap(({ name, title, contestants: [, ...others] }) =>
      others.map((other) => [title, other.name, `${other.ratio.toFixed(1)} x`, `\`npm run bench -- ${name} --engine ${engine}\``]))));
}
