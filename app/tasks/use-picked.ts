import { useSyncExternalStore } from 'react';
import type { Picked, Results } from './task';

export const usePicked = ({ subscribe, picked }: Pick<Results<unknown>, 'subscribe' | 'picked'>): Picked => useSyncExternalStore(subscribe, picked, picked);
