import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export interface Summary {
  readonly passed: number;
  /** Tests that failed or never ended, and what failed outside of any: a file that does not load, a hook, a promise that nobody awaited. */
  readonly failed: number;
  readonly skipped: readonly { readonly reason: string; readonly tests: readonly string[] }[];
}

const summaryFile = join(dirname(fileURLToPath(import.meta.url)), '.output', 'summary.json');

/** Counts a run for tests/run.mjs, which prints it once vitest has said everything else. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const outsideTests = modules.flatMap((module) => [module, ...module.children.allSuites()]).filter((part) => part.errors().length > 0);
    const summary: Summary = {
      passed: inState('passed').length,
      failed: inState('failed').length + inState('pending').length + outsideTests.length + unhandled.length,
      skipped: byReason(inState('skipped')),
    };
    mkdirSync(dirname(summaryFile), { recursive: true });
    writeFileSync(summaryFile, JSON.stringify(summary));
  }
}

function byReason(tests: readonly TestCase[]): Summary['skipped'] {
  const groups = new Map<string, string[]>();
  for (const test of tests) {
    const result = test.result();
    const reason = (result.state === 'skipped' ? result.note : undefined) ?? reasonInName(test.fullName);
    const group = groups.get(reason) ?? [];
    group.push(`${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}`);
    groups.set(reason, group);
  }
  return [...groups].map(([reason, names]) => ({ reason, tests: names }));
}

/** The names of tests that may be skipped say what they need, last and in parentheses: "finds people (needs ../shared)". */
export const reasonInName = (fullName: string): string => /\((needs [^)]*)\)(?!.*\(needs )/.exec(fullName)?.[1] ?? 'no reason given';
