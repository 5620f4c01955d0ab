import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { PictureError } from '../pictures/picture-error';
import { makeSample } from './sample';
import type { WorkerAnswer, WorkerQuestion } from './worker-pool';

if (!parentPort) throw new Error('This file is the body of a worker thread; it does not run by itself.');
const port = parentPort;

// One thread works on one picture; the pictures are what runs in parallel. Nothing is read twice soon enough to keep.
sharp.concurrency(1);
sharp.cache(false);

let last = Promise.resolve();
port.on('message', (question: WorkerQuestion) => {
  last = last.then(() => answer(question));
});
port.postMessage({ ready: true } satisfies WorkerAnswer);

async function answer({ id, request }: WorkerQuestion): Promise<void> {
  try {
    const sample = await makeSample(request);
    const answer: WorkerAnswer = { id, sample };
    const { image, boxes, labels, ignoreBoxes, ignoreLabels, unlabelled } = sample;
    port.postMessage(answer, [image.buffer, boxes.buffer, labels.buffer, ignoreBoxes.buffer, ignoreLabels.buffer, unlabelled.buffer]);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    const answer: WorkerAnswer = { id, problem: { kind: error.kind, message: error.message } };
    port.postMessage(answer);
  }
}
