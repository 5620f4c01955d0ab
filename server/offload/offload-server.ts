import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../../models/protocol/events';
import { OFFLOAD_PATH, type OffloadLimits } from '../../models/protocol/limits';
import { NOT_OFFERED, OFFER_PATH, type Offer } from '../../models/protocol/offer';
import { hostIsKnown } from '../http/known-hosts';
import type { Log } from '../log';
import { addressOf, originAllowed, Turnstile } from './connection/admission';
import { answerOffer } from './answer-offer';
import { ClientSession } from './connection/client-session';
import { cutWhenClosed, largestMessage, limitBeforeHello, watchForFlood, type ClosableConnection, type CountedConnection } from './connection/connection-guard';
import { Dispatcher } from './queue/dispatcher';
import { OffloadMetrics } from './metrics';
import { openServedModels } from './served-models';
import { paceReading, type PacedConnection } from './connection/paced-reading';
import { engines } from './pool/engines';
import { patienceFor, type Patience } from './pool/watchdog';
import { WorkerPool, type Pool, type PoolListeners } from './pool/worker-pool';
import type { PoolFacts, PoolOptions } from './pool/worker-supervisor';
import type { OffloadSettings } from './settings';
import { TokenCheck } from './connection/token-check';

/** Looking at frames for clients that connect, beside whatever else a server serves. */
export interface Offload {
  /** Starts the workers now. @throws EngineError when no engine can be used; it is tried again all the same, after a pause */
  start(): Promise<PoolFacts>;
  /** Whether frames would be answered: workers run, or will with the first client. */
  readonly ready: boolean;
  readonly metrics: OffloadMetrics;
  /** Answers what is in work, tells every client, and closes the sockets; what takes longer than `graceMs` is let go. */
  close(graceMs: number): Promise<void>;
}

/** What is used of a connection of engine.io, on which sockets stand. */
type Connection = ClosableConnection & CountedConnection & PacedConnection & {
  readonly request: IncomingMessage & CountedConnection['request'];
  once(event: 'close', listener: () => void): unknown;
};

/** For tests: other engines and less patience, or another pool altogether. */
export interface OffloadParts {
  readonly createPool?: (options: PoolOptions, listeners: PoolListeners, log: Log) => Pool;
  readonly enginesModule?: string;
  readonly engineNames?: readonly string[];
  readonly patience?: Patience;
}

/** A client that does not answer for so long is gone; its network may have ended without a word. */
const PING_EVERY_MS = 5000;
const PONG_WITHIN_MS = 10_000;
/** What clients get to read the last answers before their connections are cut. */
const FAREWELL_MS = 1000;

/** @throws NotFoundError when there is no model to offer */
export async function createOffload(http: HttpServer, settings: OffloadSettings, log: Log, parts: OffloadParts = {}): Promise<Offload> {
  const shelf = await openServedModels(settings.serverModels, (path, reason) => log.warn({ path, reason }, 'no model is served from here'));
  const { pictureBytes, pixels, framesPerSecond, deadlineMs } = settings;
  const limits: OffloadLimits = { pictureBytes, pixels, framesPerSecond, deadlineMs };
  const names = parts.engineNames ?? engines.map(({ name }) => name);

  const createPool = parts.createPool ?? ((...given: ConstructorParameters<typeof WorkerPool>) => new WorkerPool(...given));
  const pool = createPool({
    enginesModule: parts.enginesModule ?? new URL('./pool/engines.ts', import.meta.url).href,
    engines: settings.engine === 'auto' ? names : [settings.engine],
    workers: settings.workers,
    together: settings.together,
    folders: shelf.folders,
    model: shelf.offered[0]?.name ?? '',
    pixels,
    patience: parts.patience ?? patienceFor(deadlineMs),
  }, {
    onFree: () => dispatcher.pump(),
    onReplaced: () => metrics.workerReplaced(),
  }, log);
  const dispatcher = new Dispatcher<ClientSession>(pool, log);
  const turnstile = new Turnstile(settings);
  const metrics = new OffloadMetrics({
    connections: () => turnstile.open,
    waiting: () => dispatcher.waiting,
    busyWorkers: () => pool.busyCount,
    readyWorkers: () => pool.readyCount,
    workerCpuMs: () => pool.workerCpuMs,
    modelEngines: () => pool.modelEngines,
  });

  const sessions = new Set<ClientSession>();
  const sessionOf = new WeakMap<object, ClientSession>();
  const liftLimit = new WeakMap<object, () => void>();
  let closing = false;
  let allGone = (): void => undefined;
  const host = {
    limits,
    shelf,
    tokens: new TokenCheck(settings.token, log),
    get closing() { return closing; },
    welcomed: (connection: object) => {
      liftLimit.get(connection)?.();
      dispatcher.start();
    },
    put: (session: ClientSession, frame: Parameters<typeof dispatcher.put>[1]) => dispatcher.put(session, frame),
    counted: (outcome: Parameters<OffloadMetrics['answered']>[0], bytes: number) => {
      metrics.received(bytes);
      metrics.answered(outcome);
    },
    failed: (code: string) => metrics.failed(code),
  };

  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, unknown>(http, {
    path: OFFLOAD_PATH,
    serveClient: false,
    transports: ['websocket'],
    // Pictures are compressed already.
    perMessageDeflate: false,
    maxHttpBufferSize: largestMessage(limits),
    pingInterval: PING_EVERY_MS,
    pingTimeout: PONG_WITHIN_MS,
    connectTimeout: PONG_WITHIN_MS,
    allowRequest: (request, decide) => {
      const { origin, host } = request.headers;
      const allowed = originAllowed(request.headers, settings);
      if (!allowed) log.warn({ origin, host }, 'a page of another origin was refused, or of a host name that --hosts does not have');
      decide(allowed ? null : 'This origin may not connect.', allowed);
    },
  });

  // Every request below the path of the sockets comes here first.
  const offer: Offer = { offered: true, tokenNeeded: settings.token !== undefined, models: [...shelf.offered] };
  const answerTo = ({ headers: { host } }: IncomingMessage, response: ServerResponse): void => {
    const known = hostIsKnown(host, settings.hosts);
    if (!known) log.warn({ host }, 'nothing was offered under a host name that --hosts does not have');
    answerOffer(response, known ? offer : NOT_OFFERED);
  };
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (request.url === OFFER_PATH) answerTo(request, response);
    else next();
  });

  // Counted as soon as they are there, whether or not they ever say a word.
  const refused = new WeakSet<object>();
  io.engine.on('connection', (connection: Connection) => {
    liftLimit.set(connection, limitBeforeHello(connection));
    paceReading(connection, connection.request.websocket);
    const cutSoon = cutWhenClosed(connection);
    watchForFlood(connection, limits, () => {
      sessionOf.get(connection)?.fail('too_many_messages', 'More comes over this connection than a client has a use for. Connect again and send less.', 'end');
      // At once, but for what is written already.
      setImmediate(() => connection.request.socket.destroySoon());
    });
    const address = addressOf(connection.request, settings);
    if (turnstile.enter(address)) {
      connection.once('close', () => turnstile.leave(address));
      return;
    }
    refused.add(connection);
    cutSoon();
  });

  io.on('connection', (socket) => {
    const session = new ClientSession(socket, host, addressOf(socket.conn.request, settings));
    sessions.add(session);
    sessionOf.set(socket.conn, session);
    socket.on('disconnect', (reason) => {
      sessions.delete(session);
      if (sessions.size === 0) allGone();
      session.forget();
      dispatcher.remove(session);
      // Nobody comes twice over one connection, which counts once.
      socket.conn.close();
      log.debug({ reason }, 'a client left');
    });
    if (refused.has(socket.conn)) session.fail('too_many_connections', 'The server has as many connections as it takes, or this address has. Try again later.', 'end');
    else if (closing) session.fail('closing', 'The server is about to stop. Connect again.', 'end');
  });

  return {
    start: () => {
      dispatcher.start();
      return pool.start();
    },
    get ready() { return !closing && (pool.facts === undefined ? !settings.eager && !dispatcher.startFailed : pool.readyCount > 0); },
    metrics,
    async close(graceMs) {
      closing = true;
      await within(graceMs, dispatcher.close());
      const ended = pool.close();
      const gone = new Promise<void>((resolve) => {
        allGone = resolve;
        if (sessions.size === 0) resolve();
      });
      for (const session of sessions) session.fail('closing', 'The server is about to stop. Connect again.', 'end');
      await within(FAREWELL_MS, Promise.all([gone, ended]));
      await io.close();
    },
  };
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
