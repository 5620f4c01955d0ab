import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../models/node/repository-root';
import { TASK_NAMES } from '../models/tasks';
import { taskBranches } from './task-branches';

/** Where what differs from task to task is said. */
const TABLES = ['models/tasks', 'app/tasks', 'training/tasks'];

/** Branches that are still to go into a table. An entry that no longer occurs fails as a new one does: this list only shrinks. */
const KNOWN: readonly string[] = [
  "app/captures/snapshot-taker.ts: prediction.task === 'detection'",
  "app/live/session/fetch-catalogue.ts: task === 'detection'",
  "app/live/session/live-selectors.ts: task === 'detection'",
  "app/looker/tracked-results.ts: prediction.task !== 'detection'",
  "app/models/comparison/compare-detectors.ts: task === 'detection'",
  "app/models/model-role-names.ts: task === 'detection'",
  "app/models/page.tsx: task === 'detection'",
  "app/whole-file/look-through.ts: looked.prediction.task === 'detection'",
];

describe('a branch on a task’s name', () => {
  it.each([
    ["if (card.task === 'detection') a();", "card.task === 'detection'"],
    ["a('classification' != task);", "'classification' != task"],
    ["models.filter(({ task }) => task === 'detection');", "task === 'detection'"],
    ["const f = ({ task: own }: Card) => own !== `detection`;", 'own !== `detection`'],
    ["const mine = prediction?.task; a(mine == 'detection');", "mine == 'detection'"],
    ["const ONE = 'detection' as const; a((card['task'] as string) === ONE);", "(card['task'] as string) === ONE"],
    ["switch (prediction.task) { case 'detection': break; default: }", "case 'detection'"],
    ["a(['detection', 'pose'].includes(card.task));", "['detection', 'pose'].includes(card.task)"],
    ["a(new Set(['detection']).has(task!));", "new Set(['detection']).has(task!)"],
    ["<p>{props.task === 'detection' && <b />}</p>;", "props.task === 'detection'"],
  ])('is found in %j', (code, branch) => {
    expect(taskBranches('a.tsx', code)).toEqual([branch]);
  });

  it.each([
    "// card.task === 'detection'\na('card.task === detection');",
    "a(kind === 'classification');",
    'a(card.task === other.task);',
    "const TABLE = { detection: 1, classification: 2 }; a(TABLE[card.task]);",
    "const card = { task: 'detection' };",
    "switch (kind) { case 'classification': }",
  ])('is not found in %j', (code) => {
    expect(taskBranches('a.tsx', code)).toEqual([]);
  });

  it('is nowhere but in the tables of tasks', () => {
    const mayName = new RegExp(`['"\`](${TASK_NAMES.join('|')})['"\`]`);
    const found = ['models', 'training', 'server', 'app'].flatMap((house) => readdirSync(join(repositoryRoot, house), { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      const file = `${house}/${name.replaceAll('\\', '/')}`;
      if (!/\.tsx?$/.test(file) || TABLES.some((table) => file.startsWith(`${table}/`))) return [];
      const text = readFileSync(join(repositoryRoot, file), 'utf8');
      return mayName.test(text) ? taskBranches(file, text).map((branch) => `${file}: ${branch}`) : [];
    }));
    expect(found.sort(), 'Ask the task for what differs (models/tasks, training/tasks, app/tasks); a branch that is gone leaves the list above').toEqual([...KNOWN].sort());
  });
});
