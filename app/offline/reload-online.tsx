'use client';

import { useEffect } from 'react';

/** Tries the address again once there is a network. */
export function ReloadOnline() {
  useEffect(() => {
    const onOnline = () => location.reload();
    window.addEventListener('online', onOnline);
    return () => window.removeEventListener('online', onOnline);
  }, []);
  return null;
}
