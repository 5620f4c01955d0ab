import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TASK_NAMES } from '../../../models/tasks';
import { inProject } from '../../../server/setup/root.mjs';

/**
 * What a task is, the tables say: whoever knows one by its name would have to be changed for the next. A report of the page of
 * a model is a task's own, and the table in reports.ts says whose.
 */
const REPORT = /^models\/\[name\]\/(\w+-report\.tsx|evaluation-figures\.ts)$/;

it('no file of the application knows a task by its name but for the table', () => {
  const app = inProject('app');
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.startsWith('tasks/') && !REPORT.test(file));
  expect(files.length).toBeGreaterThan(100);
  const named = files.filter((file) => {
    const text = readFileSync(join(app, file), 'utf8');
    return TASK_NAMES.some((task) => text.includes(`'${task}'`));
  });
  expect(named).toEqual([]);
});
