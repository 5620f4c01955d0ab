import { clientsClaim } from 'workbox-core';
import { addPlugins, matchPrecache, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { StaleWhileRevalidate } from 'workbox-strategies';
import { keepShared, SHARE } from '../sources/files/shared-file';

/**
 * The application on this device: its pages, scripts and engines are kept when it is first opened, and answered from
 * there, all of one version, until a person takes the next. Models are kept by whoever loads them (app/model-cache).
 */
declare const self: ServiceWorkerGlobalScope & {
  /** What to keep; the build writes it here (server/setup/service-worker.mjs). */
  readonly __WB_MANIFEST: readonly PrecacheEntry[];
};

/** How long a slow network may take for a list that this device has already. */
const LIST_PATIENCE_MS = 5000;
const CATALOGUE = '/models/catalogue.json';

// Only a person's word replaces a version that is in use: this is how workbox-window passes it on.
self.addEventListener('message', ({ data }: { readonly data: unknown }) => {
  if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING') void self.skipWaiting();
});
// The page of the first visit too, so that a version which comes while it is open waits.
clientsClaim();

addPlugins([{
  // The bundler hands a worker its chunks in the fragment of its address. A kept answer would put its own address, which
  // has none, in that one's place; a fresh answer has no address.
  handlerWillRespond: ({ request, response }) =>
    Promise.resolve(request.destination === 'worker' ? new Response(response.body, { status: response.status, headers: response.headers }) : response),
}]);

// The newest list, else the one that came with this version.
registerRoute(({ url }) => url.pathname === CATALOGUE, async ({ request }) => {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(LIST_PATIENCE_MS) });
  } catch (error) {
    const kept = await matchPrecache(CATALOGUE);
    if (kept === undefined) throw error;
    return kept;
  }
});

// Samples that were tried can be tried again without a network; their thumbnails came with this version.
registerRoute(({ url }) => /^\/samples\/[^/]+$/.test(url.pathname), new StaleWhileRevalidate({ cacheName: 'fovea-samples' }));

// What another application shares goes no further than this.
registerRoute(({ url }) => url.pathname === SHARE.action, async ({ request }) => {
  const shared = (await request.formData()).get(SHARE.field);
  if (shared instanceof File) await keepShared(shared);
  return Response.redirect(SHARE.landing, 303);
}, 'POST');

// A page whatever its query says; one that is not kept comes from the network, or else a page that says so.
registerRoute(new NavigationRoute(async ({ request, url }) => {
  const kept = await matchPrecache(url.pathname);
  if (kept !== undefined) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const words = await matchPrecache('/offline');
    if (words === undefined) throw error;
    return new Response(words.body, { status: 404, headers: words.headers });
  }
}));

precacheAndRoute([...self.__WB_MANIFEST]);
