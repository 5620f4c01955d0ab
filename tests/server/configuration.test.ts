import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from '../../server/configuration';

describe('the configuration of the server', () => {
  it('has defaults', () => {
    expect(readConfiguration([], {})).toEqual({ port: 3000, https: false, dev: false, logLevel: 'warn' });
  });

  it('reads options and, where they are silent, the environment', () => {
    expect(readConfiguration(['--https', '--host', '127.0.0.1'], { PORT: '4000' })).toMatchObject({ port: 4000, host: '127.0.0.1', https: true });
    expect(readConfiguration(['--port', '5000'], { PORT: '4000' })).toMatchObject({ port: 5000 });
    expect(readConfiguration([], { PORT: '' })).toMatchObject({ port: 3000 });
  });

  it('asks for nothing more where help is wanted', () => {
    expect(readConfiguration(['--help'], {})).toBeUndefined();
  });

  it.each([
    [['--port', 'abc'], /port should be a whole number/],
    [['--port', '3.5'], /port should be a whole number/],
    [['--port', '70000'], /port should be at most 65535/],
    [['--log-level', 'loud'], /logLevel should be one of debug/],
    [['--prot', '3000'], /--prot/],
    [['3000'], /3000/],
  ])('refuses %j and says what it expects', (args, message) => {
    expect(() => readConfiguration(args, {})).toThrow(ConfigurationError);
    expect(() => readConfiguration(args, {})).toThrow(message);
  });
});
