/**
 * A file that another application shares with the installed one: its POST never leaves the device, for the service
 * worker answers it, keeps the file until the page has opened, and the page takes it out.
 */
export const SHARE = { action: '/live/share', field: 'file', landing: '/live?shared' } as const;

const CACHE_NAME = 'fovea-shared';
const ADDRESS = '/live/shared-file';
const NAME_HEADER = 'X-File-Name';

/** In the place of any that nobody took. */
export async function keepShared(file: File): Promise<void> {
  const cache = await caches.open(CACHE_NAME);
  await cache.put(ADDRESS, new Response(file, { headers: { 'Content-Type': file.type, [NAME_HEADER]: encodeURIComponent(file.name) } }));
}

/** Takes it out: nothing of it stays. @returns undefined where none was kept */
export async function takeShared(): Promise<File | undefined> {
  if (!('caches' in globalThis) || !(await caches.has(CACHE_NAME))) return undefined;
  const kept = await (await caches.open(CACHE_NAME)).match(ADDRESS);
  const blob = await kept?.blob();
  await caches.delete(CACHE_NAME);
  return blob && new File([blob], decodeURIComponent(kept?.headers.get(NAME_HEADER) ?? 'shared'), { type: blob.type });
}
