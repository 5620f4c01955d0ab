import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { announcement } from './announcement';
import { certificateFor } from './certificate';
import { type Configuration, ConfigurationError, readConfiguration, usage } from './configuration';
import { answerHealth, healthPath, type ServerState } from './health';
import { readPrerenderedPages } from './inline-scripts';
import { lanAddresses } from './lan-addresses';
import { listen } from './listen';
import { createLog } from './log';
import { securityPolicy } from './security-policy';
import { stopOnSignal } from './shutdown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** One process, one port: the pages, their files and every socket. */
async function serve(configuration: Configuration): Promise<void> {
  const { https, dev, host } = configuration;
  const log = createLog(configuration);
  const lan = lanAddresses();

  let state: ServerState = 'starting';
  let answerPage: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end();
  const answer: RequestListener = (request, response) => {
    if (request.url === healthPath) answerHealth(response, state);
    else answerPage(request, response);
  };
  const pem = https ? await certificateFor(join(root, '.cache', 'certificate'), ['localhost', '127.0.0.1', '::1', ...lan]) : undefined;
  const server = pem === undefined ? createServer(answer) : createHttpsServer({ key: pem, cert: pem }, answer);
  const port = await listen(server, configuration);

  const pages = next({ dev, dir: root, hostname: host ?? 'localhost', port, httpServer: server });
  await pages.prepare();
  const handle = pages.getRequestHandler();
  const secure = securityPolicy(dev ? new Map() : await readPrerenderedPages(join(root, '.next')), dev);
  answerPage = (request, response) => {
    secure(request, response);
    handle(request, response).catch((error: unknown) => {
      log.error({ error, url: request.url }, 'request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  state = 'ok';
  log.info({ port, https, dev }, 'ready');
  console.log(await announcement(configuration, port, lan));

  stopOnSignal(async (signal) => {
    state = 'stopping';
    log.info({ signal }, 'stopping');
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await pages.close();
    await closed;
  });
}

try {
  const configuration = readConfiguration(process.argv.slice(2), process.env);
  if (configuration === undefined) console.log(usage);
  else await serve(configuration);
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
}
