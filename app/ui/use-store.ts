import { useSyncExternalStore } from 'react';
import type { ValueStore } from './value-store';

export function useStore<T>(store: ValueStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
