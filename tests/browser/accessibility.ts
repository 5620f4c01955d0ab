import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { inProject } from '../../server/setup/root.mjs';
import { atRest } from './at-rest';

/**
 * What axe finds on the page once nothing fades or slides any more, whatever it calls its impact, one line each.
 * It is evaluated as the debugger does, past the page's content policy.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await atRest(page);
  await page.evaluate(await readFile(inProject('node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`);
}
