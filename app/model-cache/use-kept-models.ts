import { useEffect, useState } from 'react';
import { ModelCache } from './model-cache';
import { watchModelCache } from './watch-model-cache';

/** The names of the models that are on this device; none until the browser has looked, and where it forbids that. */
export function useKeptModels(): readonly string[] {
  const [kept, setKept] = useState<readonly string[]>([]);
  useEffect(() => {
    const look = () => void new ModelCache().list().then((weights) => setKept(weights.map(({ model }) => model)), () => undefined);
    look();
    return watchModelCache(look);
  }, []);
  return kept;
}
