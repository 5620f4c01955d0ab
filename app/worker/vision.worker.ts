import type { FromWorker, ToWorker } from '../looker/messages';

/**
 * The worker that owns the engine and the model: frames come in, what is seen goes out. All that may fail while it loads,
 * in a browser too old for it, is loaded from here, so that the page is told.
 */
const answering = import('./answer').then(({ answer }) => answer);

answering.then(() => tell({ type: 'alive' }), (error: unknown) => {
  console.error(error);
  tell({ type: 'unloaded' });
});
self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void answering.then((answer) => answer(data, tell), () => undefined));
// A frame, or a stream of them, that this browser takes to be transferable and is not.
self.addEventListener('messageerror', () => tell({ type: 'unreadable' }));

function tell(message: FromWorker, transfer: readonly Transferable[] = []): void {
  self.postMessage(message, [...transfer]);
}
