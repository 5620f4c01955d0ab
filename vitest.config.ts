import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: ['tests/browser/global-setup.ts'],
    reporters: ['default', 'tests/reporter.ts'],
    // tfjs keeps its backend in module state and native engines do not unload: one process a file.
    pool: 'forks',
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
    // A safety net for what hangs, wide enough for a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
