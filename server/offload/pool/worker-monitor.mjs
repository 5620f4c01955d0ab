// A thread beside the one that works, which native code and endless loops may hold up: it tells the server how far the
// process gets, and ends it when the server is gone, however that ended.
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

const end = () => process.kill(process.pid, 'SIGKILL');

// The pipe that the server opens for it, after the channel of messages.
const server = new Socket({ fd: 4 });
server.on('error', end).on('close', end).resume();

setInterval(() => {
  const { user, system } = process.cpuUsage();
  server.write(`${(user + system) / 1000}\n`);
}, workerData.beatMs);
