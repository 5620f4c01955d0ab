// The plain way to look at other people's frames, which Fovea's server is measured against: every frame goes to the end of
// one line, and the line is worked off where the sockets are.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { loadModel } from '../../../models/artifact/load';
import { bytesOf } from '../../../models/protocol/bytes';
import { OFFLOAD_PATH } from '../../../models/protocol/limits';
import { frameSchema, type FrameMessage } from '../../../models/protocol/messages';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { findModel } from '../../export/model-files';
import { openOnOneCore } from './one-core-engine';

const model = process.argv[2] ?? '';
const { predictor } = await openOnOneCore(await loadModel(await findModel(model)));
await predictor.warmUp();

const http = createServer((_request, response) => {
  const { user, system } = process.cpuUsage();
  response.end(`process_cpu_seconds_total ${(user + system) / 1e6}\n`);
});
const io = new Server(http, { path: OFFLOAD_PATH, transports: ['websocket'], maxHttpBufferSize: 1e7 });
const line: { readonly frame: FrameMessage; readonly answer: (result: object) => void }[] = [];
let working = false;

io.on('connection', (socket) => {
  socket.on('frame', (message: unknown) => {
    line.push({ frame: frameSchema.parse(message), answer: (result) => socket.emit('result', result) });
    void workOff();
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  console.log(`Fovea is at http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
});

async function workOff(): Promise<void> {
  if (working) return;
  working = true;
  for (let next = line.shift(); next !== undefined; next = line.shift()) {
    const { prediction } = await predictor.predict(await sharpFrame(bytesOf(next.frame.picture)));
    next.answer({ id: next.frame.id, capturedAt: next.frame.capturedAt, prediction });
    // Let sockets speak between frames.
    await new Promise((resolve) => setImmediate(resolve));
  }
  working = false;
}
