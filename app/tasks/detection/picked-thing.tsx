import { usePicked } from '../use-picked';
import { ThingCard } from './thing-card';
import type { Things } from './things';

/** The thing that a person tapped, if any. */
export function PickedThing({ results, onHideCategory }: { readonly results: Things; readonly onHideCategory: (categoryId: number) => void }) {
  const { thing } = usePicked(results);
  return thing === undefined ? null : <ThingCard key={thing} results={results} id={thing} onHideCategory={onHideCategory} />;
}
