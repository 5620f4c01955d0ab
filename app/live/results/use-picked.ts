import { useSyncExternalStore } from 'react';
import type { Picked, Seen } from '../../looker/tracked-results';

export const usePicked = ({ subscribe, picked }: Seen): Picked => useSyncExternalStore(subscribe, picked, picked);
