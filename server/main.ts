import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FoveaError } from '../models/errors';
import { NOT_OFFERED, OFFER_PATH } from '../models/protocol/offer';
import { announcement } from './announcement';
import { certificateFor } from './certificate';
import { type Configuration, ConfigurationError, describeConfiguration, readConfiguration, usage } from './configuration';
import { ANY_HOST, hostIsKnown, hostName } from './http/known-hosts';
import { refuseOddRequests } from './http/page-requests';
import { answerHealth, answerMetrics, answerReady, healthPath, metricsPath, readyPath, type ServerState } from './health';
import { readPrerenderedPages } from './inline-scripts';
import { lanAddresses } from './lan-addresses';
import { listen } from './listen';
import { createLog, type Log } from './log';
import { answerOffer } from './offload/answer-offer';
import type { Offload } from './offload/offload-server';
import { securityPolicy } from './security-policy';
import { stopOnSignal } from './shutdown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How long frames that workers are at may take when the server is told to stop. */
const LAST_ANSWERS_MS = 3000;

/** One process, one port: the pages, their files and every socket. */
async function serve(configuration: Configuration): Promise<void> {
  const { https, dev, host } = configuration;
  const hosts = host === undefined ? configuration.hosts : [...configuration.hosts, hostName(host) ?? host];
  const log = createLog(configuration);
  const lan = lanAddresses();

  let state: ServerState = 'starting';
  let offload: Offload | undefined;
  let answerPage: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const answer: RequestListener = (request, response) => {
    if (request.url === healthPath) answerHealth(response, state);
    else if (request.url === readyPath) answerReady(response, state, offload?.ready ?? true);
    else if (request.url === metricsPath && offload !== undefined && hostIsKnown(request.headers.host, hosts)) answerMetrics(response, offload.metrics);
    else if (request.url === OFFER_PATH && configuration.offload === 'off') answerOffer(response, NOT_OFFERED);
    else answerPage(request, response);
  };
  const onUnkept = (reason: unknown) => log.warn({ reason: String(reason) }, 'the certificate cannot be kept: the next start makes another, of which browsers warn again');
  const pem = https ? await certificateFor(join(root, '.cache', 'certificate'), ['localhost', '127.0.0.1', '::1', ...lan], { onUnkept }) : undefined;
  const server = pem === undefined ? createServer(answer) : createHttpsServer({ key: pem, cert: pem }, answer);
  const port = await listen(server, configuration);

  const pages = configuration.offload === 'only' ? withoutPages() : await preparePages(configuration, server, port, log);
  if (configuration.offload !== 'off') {
    const { createOffload } = await import('./offload/offload-server');
    offload = await createOffload(server, { ...configuration, hosts }, log);
    // Where it fails, it has said so itself.
    if (configuration.eager) offload.start().catch(() => undefined);
  }
  answerPage = pages.answer;
  state = 'ok';
  log.info({ port, https, dev }, 'ready');
  console.log(await announcement(configuration, port, lan));
  const settings = describeConfiguration(configuration);
  if (settings !== '') console.log(`Settings: ${settings}`);
  if (hosts.includes(ANY_HOST)) log.warn('any host name is taken for this server: a page elsewhere can have its visitors on this network use it');

  stopOnSignal(async (signal) => {
    state = 'stopping';
    log.info({ signal }, 'stopping');
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await offload?.close(LAST_ANSWERS_MS);
    await pages.close();
    await closed;
  });
}

interface Pages {
  readonly answer: RequestListener;
  close(): Promise<void>;
}

async function preparePages({ dev, host }: Configuration, server: Server, port: number, log: Log): Promise<Pages> {
  const { default: next } = await import('next');
  const pages = next({ dev, dir: root, hostname: host ?? 'localhost', port, httpServer: server });
  await pages.prepare();
  const handle = pages.getRequestHandler();
  const secure = securityPolicy(dev ? new Map() : await readPrerenderedPages(join(root, '.next')), dev);
  const answer: RequestListener = (request, response) => {
    secure(request, response);
    handle(request, response).catch((error: unknown) => {
      log.error({ error, url: request.url }, 'request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  return {
    // Next's tools for development send what no page does.
    answer: dev ? answer : refuseOddRequests(answer),
    close: () => pages.close(),
  };
}

const withoutPages = (): Pages => ({
  answer: (_request, response) => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('This server only looks at frames; the pages are elsewhere.\n'),
  close: () => Promise.resolve(),
});

try {
  const configuration = readConfiguration(process.argv.slice(2), process.env);
  if (configuration === undefined) console.log(usage);
  else await serve(configuration);
} catch (error) {
  console.error(error instanceof ConfigurationError || error instanceof FoveaError ? error.message : error);
  process.exit(1);
}
