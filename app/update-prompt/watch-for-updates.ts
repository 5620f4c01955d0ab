import { Workbox } from 'workbox-window';
import { afterTheFirst } from '../download-order';

/** `ready`: a new version waits for this page's word. `elsewhere`: another tab took it, and this page is of the version before. */
export type Update = 'ready' | 'elsewhere';

export interface UpdateWatch {
  /** Puts the new version in use and reloads this page; the others stay as they are and say so. */
  readonly take: () => void;
  readonly stop: () => void;
}

/** A browser may be slow to put the new version in use; whoever asked for a reload gets one. */
const TAKE_WITHIN_MS = 5000;

/** A page may stay open for days. */
const CHECK_EVERY_MS = 60 * 60 * 1000;

/** Registers the service worker; the first one, which downloads the application, after what the page itself downloads. Nothing is ever reloaded unless `take` was called. */
export function watchForUpdates(onUpdate: (update: Update) => void): UpdateWatch {
  const reload = () => location.reload();
  // An address that is not secure has none, and needs none: every visit is of the newest version.
  if (!('serviceWorker' in navigator)) return { take: reload, stop: () => undefined };

  const workbox = new Workbox('/sw.js');
  let taken = false;
  let controlled = navigator.serviceWorker.controller !== null;
  const onWaiting = () => onUpdate('ready');
  const onControlling = () => {
    if (taken) reload();
    else if (controlled) onUpdate('elsewhere');
    controlled = true;
  };
  workbox.addEventListener('waiting', onWaiting);
  workbox.addEventListener('controlling', onControlling);
  // It fails where the certificate is the server's own; the page is then as without it.
  pageLoaded().then(() => (controlled ? undefined : afterTheFirst())).then(() => workbox.register()).catch((error: unknown) => console.info('Fovea works without a service worker here:', error));
  const timer = setInterval(() => void workbox.update().catch(() => undefined), CHECK_EVERY_MS);

  return {
    take: () => void navigator.serviceWorker.getRegistration().then((registration) => {
      taken = true;
      if (!registration?.waiting) return reload();
      workbox.messageSkipWaiting();
      setTimeout(reload, TAKE_WITHIN_MS);
    }, reload),
    stop: () => {
      clearInterval(timer);
      workbox.removeEventListener('waiting', onWaiting);
      workbox.removeEventListener('controlling', onControlling);
    },
  };
}

/** By then whatever the page downloads has begun. */
const pageLoaded = () => new Promise<unknown>((resolve) => {
  if (document.readyState === 'complete') setTimeout(resolve);
  else window.addEventListener('load', resolve, { once: true });
});
