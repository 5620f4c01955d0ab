import { useSyncExternalStore } from 'react';
import type { Picked, Seen } from '../vision/seen';

export const usePicked = ({ subscribe, picked }: Seen): Picked => useSyncExternalStore(subscribe, picked, picked);
