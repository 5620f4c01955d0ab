// Answers each frame with as little as a prediction is, and says what it cost: as a process or, for comparison, as a thread.
import { parentPort } from 'node:worker_threads';

const answer = ({ id }) => {
  const { user, system } = process.cpuUsage();
  return { id, cpuMs: (user + system) / 1000, detections: Array.from({ length: 10 }, (_, index) => ({ label: 'person', score: index / 10, box: { x: 1.5, y: 2.5, width: 3.5, height: 4.5 } })) };
};

if (parentPort === null) process.on('message', (frame) => process.send?.(answer(frame)));
else parentPort.on('message', (frame) => parentPort?.postMessage(answer(frame)));
