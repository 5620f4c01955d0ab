import pino from 'pino';
import type { Configuration } from './configuration';

export type Log = pino.Logger;

/** JSON lines on standard error; standard output is kept for the few lines that a person reads. */
export const createLog = ({ logLevel }: Pick<Configuration, 'logLevel'>): Log => pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
