import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FoveaError } from '../../../models/errors';
import { PictureError } from '../pictures/picture-error';
import type { ProblemKind, Problems } from '../problems';
import type { RenderedSample, SampleRequest } from './sample';

export interface WorkerQuestion {
  readonly id: number;
  readonly request: SampleRequest;
}

export type WorkerAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly sample: RenderedSample }
  | { readonly id: number; readonly problem: { readonly kind: ProblemKind; readonly message: string } };

interface Job extends WorkerQuestion {
  crashes: number;
  resolve(sample: RenderedSample): void;
  reject(error: Error): void;
}

interface Member {
  worker: Worker | undefined;
  /** Handed over and not answered, oldest first; the oldest is what the worker is at. */
  readonly jobs: Map<number, Job>;
}

/** A picture that ends its worker so often is left out. */
const crashesForgiven = 1;

/** One core stays for the engine. */
export const defaultWorkerCount = (): number => Math.max(1, availableParallelism() - 1);

/**
 * Threads that make samples. A job goes to a worker at once and waits there, so workers go on while the main thread is
 * busy with a step. A worker that dies is replaced and its jobs are done again.
 * Call `close`; until then the threads keep the process alive only while a job is open.
 */
export class WorkerPool {
  private readonly members: readonly Member[];
  private nextId = 0;
  private closed = false;

  constructor(count: number, private readonly problems: Problems) {
    this.members = Array.from({ length: count }, () => ({ worker: undefined, jobs: new Map<number, Job>() }));
  }

  /** @throws PictureError when the picture cannot be used */
  run(request: SampleRequest): Promise<RenderedSample> {
    return new Promise((resolve, reject) => this.send({ id: this.nextId++, request, crashes: 0, resolve, reject }));
  }

  /** Ends the threads; open jobs reject. Calling it twice is harmless. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.members.map(async (member) => {
      for (const job of this.take(member)) job.reject(closedError());
      await member.worker?.terminate();
    }));
  }

  private send(job: Job): void {
    const [first, ...others] = this.members;
    if (this.closed || !first) {
      job.reject(closedError());
      return;
    }
    const member = others.reduce((best, other) => (other.jobs.size < best.jobs.size ? other : best), first);
    member.worker ??= this.start(member);
    member.worker.ref();
    member.jobs.set(job.id, job);
    member.worker.postMessage({ id: job.id, request: job.request } satisfies WorkerQuestion);
  }

  private start(member: Member): Worker {
    const worker = new Worker(new URL('./worker-start.mjs', import.meta.url), { execArgv: [] });
    let reason = 'it ended';
    let ready = false;
    worker.on('message', (answer: WorkerAnswer) => {
      if ('ready' in answer) ready = true;
      else this.settle(member, answer);
    });
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on('exit', () => {
      member.worker = undefined;
      if (ready) this.handOver(member, reason);
      else this.giveUp(reason);
    });
    return worker;
  }

  private settle({ worker, jobs }: Member, answer: Exclude<WorkerAnswer, { ready: true }>): void {
    const job = jobs.get(answer.id);
    jobs.delete(answer.id);
    // Not once closed: the wait for the worker's end has to keep the process alive.
    if (jobs.size === 0 && !this.closed) worker?.unref();
    if ('sample' in answer) job?.resolve(answer.sample);
    else job?.reject(new PictureError(answer.problem.kind, answer.problem.message));
  }

  /** A worker died: its jobs go to another, the one that it was at only so often. */
  private handOver(member: Member, reason: string): void {
    const [guilty, ...others] = this.take(member);
    if (!guilty) return;
    this.problems.add('worker lost', `${guilty.request.file}: ${reason}`);
    if (guilty.crashes++ < crashesForgiven) this.send(guilty);
    else guilty.reject(new PictureError('broken picture', `${guilty.request.file}: ends the thread that decodes it (${reason})`));
    for (const job of others) this.send(job);
  }

  /** A worker did not even start, so no other will. */
  private giveUp(reason: string): void {
    this.closed = true;
    for (const member of this.members) {
      for (const job of this.take(member)) job.reject(new FoveaError(`The threads that decode pictures do not start: ${reason}`));
      void member.worker?.terminate();
    }
  }

  private take({ jobs }: Member): Job[] {
    const open = [...jobs.values()];
    jobs.clear();
    return open;
  }
}

const closedError = (): FoveaError => new FoveaError('The data workers are closed.');
