import { ValueStore } from '../ui/value-store';

/** Chromium's (https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface). */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

declare global {
  interface WindowEventMap {
    beforeinstallprompt: InstallPrompt;
  }
}

/** The browser's offer to install the application; none while it makes none, and once it was taken. */
export const installOffer = new ValueStore<InstallPrompt | undefined>(undefined);

// The offer comes once, soon after the first page, whichever that is.
if (typeof window !== 'undefined') {
  window.addEventListener('beforeinstallprompt', (offer) => {
    // Its place is a button of ours.
    offer.preventDefault();
    installOffer.set(offer);
  });
  window.addEventListener('appinstalled', () => installOffer.set(undefined));
}

/** Each offer may be shown once. */
export async function install(offer: InstallPrompt): Promise<void> {
  installOffer.set(undefined);
  await offer.prompt();
}

/** On an iPhone or iPad only a person can install a page. */
export function installsByHand(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  const isApple = /iPhone|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1);
  return isApple && !matchMedia('(display-mode: standalone)').matches;
}
