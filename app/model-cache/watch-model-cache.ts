/** On which all pages and workers of this browser hear of what one of them keeps or deletes. */
const CHANNEL = 'fovea-models';

export function announceModelCache(): void {
  if (!('BroadcastChannel' in globalThis)) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(undefined);
  channel.close();
}

/** @returns ends it */
export function watchModelCache(onChange: () => void): () => void {
  if (!('BroadcastChannel' in globalThis)) return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', onChange);
  return () => channel.close();
}
