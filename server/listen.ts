import type { Server } from 'node:http';
import { type Configuration, ConfigurationError } from './configuration';

/**
 * Opens the port, which fails at once and in one sentence where it cannot be had.
 * @returns the port, the chosen one where 0 was asked for
 */
export function listen(server: Server, { port, host }: Pick<Configuration, 'port' | 'host'>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)));
    server.listen({ port, host }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string | undefined): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigurationError(`Port ${port} is taken by another program: stop it, or choose another port with "npm start -- --port ${port + 1}".`);
    case 'EACCES':
      return new ConfigurationError(`This user may not open port ${port}: choose one above 1023, such as "npm start -- --port 3000".`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigurationError(`"${host ?? ''}" is not an address of this machine: leave --host out to listen on all of them.`);
    default:
      return error;
  }
}
