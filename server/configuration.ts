import { parseArgs } from 'node:util';
import { z } from 'zod';
import { offloadSchema } from './offload/settings';

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
  ...offloadSchema.shape,
});

export type Configuration = z.infer<typeof schema>;

/** Every option: its name on the command line and in the environment. What can be seen in a list of processes is no place for a secret. */
const OPTIONS: readonly { readonly key: keyof Configuration; readonly flag?: string; readonly variable?: string; readonly value?: string; readonly help?: string }[] = [
  { key: 'port', flag: 'port', variable: 'PORT', value: 'NUMBER', help: 'the port to listen on; 3000, 0 picks a free one' },
  { key: 'host', flag: 'host', value: 'ADDRESS', help: 'the address to listen on; every address of this machine' },
  { key: 'https', flag: 'https', help: 'with a certificate made here: needed for the camera of a phone on the same network' },
  { key: 'dev', flag: 'dev' },
  { key: 'logLevel', flag: 'log-level', variable: 'LOG_LEVEL', value: 'NAME', help: 'debug, info, warn, error or silent; warn' },
  { key: 'offload', flag: 'offload', variable: 'OFFLOAD', value: 'MODE', help: 'on, off, or only: look at frames that pages send, without the pages; on' },
  { key: 'eager', flag: 'eager', variable: 'OFFLOAD_EAGER', help: 'start the workers now and not with the first client' },
  { key: 'engine', flag: 'engine', variable: 'OFFLOAD_ENGINE', value: 'NAME', help: 'what computes; auto measures and takes the fastest' },
  { key: 'workers', flag: 'workers', variable: 'OFFLOAD_WORKERS', value: 'NUMBER', help: 'processes that look at frames; one a core' },
  { key: 'together', flag: 'together', variable: 'OFFLOAD_TOGETHER', value: 'NUMBER', help: 'frames that a worker looks at in one run; 4 where the engine gains from it' },
  { key: 'serverModels', flag: 'server-models', variable: 'OFFLOAD_MODELS', value: 'FOLDER', help: 'models that only the server runs, a folder each' },
  { key: 'token', variable: 'OFFLOAD_TOKEN', help: 'only who says this is served; 16 characters or more' },
  { key: 'origins', flag: 'origins', variable: 'OFFLOAD_ORIGINS', value: 'LIST', help: 'pages of other origins that may connect, separated by commas' },
  { key: 'hosts', flag: 'hosts', variable: 'OFFLOAD_HOSTS', value: 'LIST', help: 'names of this server, separated by commas; addresses and local names are known, "*" is any' },
  { key: 'trustProxy', flag: 'trust-proxy', variable: 'OFFLOAD_TRUST_PROXY', help: 'take addresses from X-Forwarded-For' },
  { key: 'connections', flag: 'connections', variable: 'OFFLOAD_CONNECTIONS', value: 'NUMBER', help: 'the most there may be; 256' },
  { key: 'connectionsPerAddress', flag: 'connections-per-address', variable: 'OFFLOAD_CONNECTIONS_PER_ADDRESS', value: 'NUMBER', help: '32' },
  { key: 'pictureBytes', flag: 'picture-bytes', variable: 'OFFLOAD_PICTURE_BYTES', value: 'NUMBER', help: 'the most that one picture may have; 1048576' },
  { key: 'pixels', flag: 'pixels', variable: 'OFFLOAD_PIXELS', value: 'NUMBER', help: 'the most that one picture may have; 16777216' },
  { key: 'framesPerSecond', flag: 'frames-per-second', variable: 'OFFLOAD_FRAMES_PER_SECOND', value: 'NUMBER', help: 'the most that one client may send; 60' },
  { key: 'deadlineMs', flag: 'deadline-ms', variable: 'OFFLOAD_DEADLINE_MS', value: 'NUMBER', help: 'the longest that a frame may wait; 2000' },
];

export const usage = `npm start -- [options]

${OPTIONS.filter(({ help }) => help !== undefined).map((option) => `  ${nameOf(option).padEnd(34)}${option.help ?? ''}${option.flag !== undefined && option.variable !== undefined ? ` (or ${option.variable})` : ''}`).join('\n')}
  ${'--help'.padEnd(34)}this text

What stands in brackets is a variable of the environment; an option wins over it.`;

/**
 * @param args the command line's options; they win over the environment
 * @returns `undefined` where the person asked for help only
 * @throws ConfigurationError
 */
export function readConfiguration(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Configuration | undefined {
  const flags = readFlags(args);
  if (flags.help === true) return undefined;
  const read = OPTIONS.map(({ key, flag, variable, value }) => {
    const typed = flag === undefined ? undefined : flags[flag];
    const text = typed ?? (variable === undefined ? undefined : nonEmpty(environment[variable]));
    const name = typed === undefined || flag === undefined ? variable : `--${flag}`;
    return { key, name, text, meaning: typeof text === 'string' ? meaningOf(key, text, value === undefined && flag !== undefined) : text };
  });
  const result = schema.safeParse(Object.fromEntries(read.map(({ key, meaning }) => [key, meaning])));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path: [wrong], message }) => {
    const { name, text } = read.find(({ key }) => key === wrong) ?? {};
    // The token's problem is its length: what it is nobody should read.
    return `${name ?? String(wrong)} should be ${message}${wrong === 'token' ? '' : `, given "${String(text)}"`}`;
  });
  throw new ConfigurationError(`${problems.join('; ')}.\n\n${usage}`);
}

/** One line that says what was set to something else than its default, without the secret; empty where nothing was. */
export function describeConfiguration(configuration: Configuration): string {
  const defaults = schema.parse({});
  return OPTIONS
    .filter(({ key }) => String(configuration[key]) !== String(defaults[key]))
    .map(({ key }) => `${key}=${key === 'token' ? 'set' : String(configuration[key])}`)
    .join(' ');
}

/** A switch is on where its variable says so; a list is written with commas. */
function meaningOf(key: keyof Configuration, text: string, isSwitch: boolean): unknown {
  if (isSwitch) return ['1', 'true', 'yes', 'on'].includes(text.toLowerCase()) || (['0', 'false', 'no', 'off'].includes(text.toLowerCase()) ? false : text);
  return key === 'origins' || key === 'hosts' ? text.split(',').map((part) => part.trim()) : text;
}

function readFlags(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const flags = OPTIONS.flatMap(({ flag, value }) => (flag === undefined ? [] : [[flag, { type: value === undefined ? 'boolean' : 'string' }] as const]));
  try {
    const { values } = parseArgs({ args: [...args], options: Object.fromEntries([...flags, ['help', { type: 'boolean' }] as const]) });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]));
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function nameOf({ flag, variable, value }: (typeof OPTIONS)[number]): string {
  if (flag === undefined) return `${variable ?? ''}=…`;
  return value === undefined ? `--${flag}` : `--${flag} ${value}`;
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
