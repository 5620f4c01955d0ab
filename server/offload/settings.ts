import { z } from 'zod';
import { LONGEST_TOKEN } from '../../models/protocol/limits';
import { ANY_HOST, hostName } from '../http/known-hosts';
import { engines } from './pool/engines';

const engineNames = ['auto', ...engines.map(({ name }) => name)];
const count = (least: number, most: number) => z.coerce.number('a whole number').int('a whole number').min(least, `at least ${least}`).max(most, `at most ${most}`);

const onOrOff = z.boolean('on or off');

/** What can be set about looking at other people's frames. */
export const offloadSchema = z.strictObject({
  /** 'only': sockets, health and metrics without the pages. */
  offload: z.enum(['on', 'off', 'only'], 'one of on, off, only').default('on'),
  /** Starts the workers with the server and not with the first client. */
  eager: onOrOff.default(false),
  engine: z.string().refine((name) => engineNames.includes(name), `one of ${engineNames.join(', ')}`).default('auto'),
  workers: count(1, 256).optional(),
  /** Frames of several clients that a worker looks at in one run, where so many wait. Default: four where the engine gains from it. */
  together: count(1, 16).optional(),
  /** A folder of models, a folder each, that are offered here and not shipped to the page. */
  serverModels: z.string().min(1, 'a folder').optional(),
  /** Who does not say it is not served. A secret: never printed. */
  token: z.string().min(16, 'at least 16 characters').max(LONGEST_TOKEN, `at most ${LONGEST_TOKEN} characters`).optional(),
  /** Pages of other origins that may connect, as a browser writes them: https://example.org */
  origins: z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'origins such as https://example.org, separated by commas')).default([]),
  /** Names that this server has besides addresses and private ones; `*`: any. Of a port alone, as proxies may be told, nothing is left. */
  hosts: z.array(z.string().refine((host) => host === ANY_HOST || /^:\d+$/.test(host) || hostName(host) !== undefined, 'names such as fovea.example.org, separated by commas, or "*"'))
    .transform((hosts) => hosts.flatMap((host) => (host === ANY_HOST ? host : hostName(host) ?? []))).default([]),
  /** A proxy in front tells whom it speaks for (X-Forwarded-For). */
  trustProxy: onOrOff.default(false),
  connections: count(1, 100_000).default(256),
  connectionsPerAddress: count(1, 100_000).default(32),
  pictureBytes: count(1024, 8 * 1024 * 1024).default(1024 * 1024),
  pixels: count(1024, 1 << 26).default(1 << 24),
  framesPerSecond: count(1, 1000).default(60),
  deadlineMs: count(10, 60_000).default(2000),
});

export type OffloadSettings = z.infer<typeof offloadSchema>;
