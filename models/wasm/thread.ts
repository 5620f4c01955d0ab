import { SharedCalls } from './shared-calls';
import { link, type Run } from './web-assembly';

/** What a thread is sent to begin with. */
export interface ThreadStart {
  /** The engine's memory, shared. */
  readonly memory: object;
  readonly calls: SharedArrayBuffer;
}

/** What a thread does, for ever: it takes calls of programs, and links each program when it first comes. */
export function serveThread({ memory, calls }: ThreadStart): never {
  const shared = new SharedCalls(calls);
  const runs: Run[] = [];
  for (;;) {
    shared.awaitOpen();
    shared.take((program, call) => (runs[program] ??= link(shared.program(program), memory))(...call));
  }
}
