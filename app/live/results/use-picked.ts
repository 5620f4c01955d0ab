import { useSyncExternalStore } from 'react';
import type { Picked, TrackedResults } from '../../looker/tracked-results';

export const usePicked = ({ subscribe, picked }: TrackedResults): Picked => useSyncExternalStore(subscribe, picked, picked);
