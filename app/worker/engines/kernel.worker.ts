import { serveThread, type ThreadStart } from '../../../models/wasm/thread';

/** A thread of the wasm engine: what it is sent first is all that it ever hears, for it then waits for calls alone. */
self.onmessage = ({ data }: MessageEvent<ThreadStart>) => {
  self.postMessage('ready');
  serveThread(data);
};
