import { useEffect, useState } from 'react';

/** Whether this page may use the camera, is to ask, or may not; undefined where the browser does not say, or not yet. */
export function useCameraPermission(): PermissionState | undefined {
  const [permission, setPermission] = useState<PermissionState>();
  useEffect(() => {
    let status: PermissionStatus | undefined;
    const read = () => setPermission(status?.state);
    // Some browsers know no permission of this name.
    navigator.permissions?.query({ name: 'camera' }).then((found) => {
      status = found;
      read();
      found.addEventListener('change', read);
    }, () => undefined);
    return () => status?.removeEventListener('change', read);
  }, []);
  return permission;
}
