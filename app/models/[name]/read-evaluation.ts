import type { Card } from '../../../models/artifact/card';
import { parseEvaluation, type Evaluation } from '../../../models/artifact/evaluation';

/** What was measured of a card's weights, read when the page is built; undefined where that was not done. @throws InvalidInputError for a file that is damaged, which ends the build */
export async function readEvaluation({ name, weights }: Pick<Card, 'name' | 'weights'>): Promise<Evaluation | undefined> {
  const content = await contentOf(name);
  if (content === undefined) return undefined;
  const evaluation = parseEvaluation(content);
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
