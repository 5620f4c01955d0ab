import type { Card } from '../../../models/artifact/card';
import { parseEvaluation, type Evaluation } from '../../../models/artifact/evaluation';
import type { TaskName } from '../../../models/tasks';

/** What was measured of a card's weights, read when the page is built; undefined where that was not done, or the model is for another task. @throws InvalidInputError for a file that is damaged, which ends the build */
export async function readEvaluation<T extends TaskName>(task: T, { name, weights, task: own }: Pick<Card, 'name' | 'weights' | 'task'>): Promise<Evaluation<T> | undefined> {
  if (own !== task) return undefined;
  const content = await contentOf(name);
  if (content === undefined) return undefined;
  const evaluation = parseEvaluation(task, content);
  return evaluation.weights === weights.sha256 ? evaluation : undefined;
}

async function contentOf(name: string): Promise<unknown> {
  try {
    return ((await import(`../../../public/models/${name}/evaluation.json`)) as { readonly default: unknown }).default;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
