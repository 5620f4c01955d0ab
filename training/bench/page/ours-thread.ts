import { serveThread, type ThreadStart } from '../../../models/wasm/thread';
import { self } from './web-worker';

self.onmessage = ({ data }) => {
  self.postMessage('ready');
  serveThread(data as ThreadStart);
};
