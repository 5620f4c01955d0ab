'use client';

import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { ModelCache, type KeptWeights } from '../../model-cache/model-cache';
import { watchModelCache } from '../../model-cache/watch-model-cache';

export interface Contents {
  readonly kept: readonly KeptWeights[];
  /** Everything of Fovea in this browser, as it estimates; undefined where it does not say. */
  readonly usedBytes: number | undefined;
  readonly allowedBytes: number | undefined;
  /** Whether the browser promises not to clear it by itself; undefined where it makes no such promise to anyone. */
  readonly persistent: boolean | undefined;
}

/** `looking` until the first look; `none` where this browser keeps nothing at this address. */
export type StorageState = { readonly status: 'looking' } | { readonly status: 'none' } | ({ readonly status: 'known' } & Contents);

interface DeviceStorageValue {
  readonly state: StorageState;
  /** Deletes a model from this device. */
  readonly remove: (model: string) => Promise<void>;
  /** Asks the browser to keep everything until a person deletes it. @returns whether it does */
  readonly persist: () => Promise<boolean>;
}

const NOTHING: DeviceStorageValue = { state: { status: 'looking' }, remove: () => Promise.resolve(), persist: () => Promise.resolve(false) };
const DeviceStorageContext = createContext(NOTHING);

export const useDeviceStorage = (): DeviceStorageValue => useContext(DeviceStorageContext);

/** What this browser keeps of Fovea, for everything inside; looked at again whenever it changes, and when the page comes back into view. */
export function DeviceStorage({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<StorageState>(NOTHING.state);
  const look = useCallback(async () => setState(await lookIntoStorage()), []);
  useEffect(() => {
    const onVisible = () => void look();
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('pageshow', onVisible);
    const endWatch = watchModelCache(onVisible);
    return () => {
      endWatch();
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('pageshow', onVisible);
    };
  }, [look]);

  const remove = async (model: string) => {
    await new ModelCache().remove(model);
    await look();
  };
  const persist = async () => {
    const persistent = await navigator.storage.persist();
    await look();
    return persistent;
  };
  return <DeviceStorageContext value={{ state, remove, persist }}>{children}</DeviceStorageContext>;
}

async function lookIntoStorage(): Promise<StorageState> {
  const cache = new ModelCache();
  if (!cache.isAvailable) return { status: 'none' };
  try {
    const [kept, estimate, persistent] = await Promise.all([cache.list(), navigator.storage.estimate(), navigator.storage.persisted()]);
    return { status: 'known', kept, usedBytes: estimate.usage, allowedBytes: estimate.quota, persistent };
  } catch {
    // A private window of some browsers has the interface and refuses its use.
    return { status: 'none' };
  }
}
