'use client';

import { useEffect } from 'react';

/** Tries the address again once there is a network through which the server answers: a browser says "online" of any network, and sometimes of none. */
export function ReloadOnline() {
  useEffect(() => {
    const onOnline = () => void fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(() => location.reload(), () => undefined);
    window.addEventListener('online', onOnline);
    return () => window.removeEventListener('online', onOnline);
  }, []);
  return null;
}
