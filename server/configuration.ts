import { parseArgs } from 'node:util';
import { z } from 'zod';

/** A mistake of the person who starts the server; the message says what was given and what is expected. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

const schema = z.strictObject({
  port: z.coerce.number('a whole number').int('a whole number').min(0, 'at least 0').max(65535, 'at most 65535').default(3000),
  /** The address to listen on; without one, every address of the machine. */
  host: z.string().min(1, 'an address or a name').optional(),
  /** Encrypts with a certificate made here: a browser lends its camera to a page over HTTPS or from localhost only. */
  https: z.boolean().default(false),
  /** Next's development mode: compiles on request, reloads on change. */
  dev: z.boolean().default(false),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'one of debug, info, warn, error, silent').default('warn'),
});

export type Configuration = z.infer<typeof schema>;

export const usage = `npm start -- [options]

  --port NUMBER     the port to listen on (or PORT in the environment); 3000, 0 picks a free one
  --host ADDRESS    the address to listen on; every address of this machine
  --https           with a certificate made here: needed for the camera of a phone on the same network
  --log-level NAME  debug, info, warn, error or silent (or LOG_LEVEL); warn
  --help            this text`;

/**
 * @param args the command line's options; they win over the environment
 * @returns `undefined` where the person asked for help only
 * @throws ConfigurationError
 */
export function readConfiguration(args: readonly string[], environment: NodeJS.ProcessEnv): Configuration | undefined {
  const flags = readFlags(args);
  if (flags.help === true) return undefined;
  const result = schema.safeParse({
    port: flags.port ?? nonEmpty(environment.PORT),
    host: flags.host,
    https: flags.https,
    dev: flags.dev,
    logLevel: flags['log-level'] ?? nonEmpty(environment.LOG_LEVEL),
  });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')} should be ${issue.message}`);
  throw new ConfigurationError(`${problems.join('; ')}.\n\n${usage}`);
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        https: { type: 'boolean' },
        dev: { type: 'boolean' },
        'log-level': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
