import { describe, expect, it } from 'vitest';
import { ConfigurationError, describeConfiguration, readConfiguration } from '../../server/configuration';

describe('the configuration of the server', () => {
  it('has defaults', () => {
    expect(readConfiguration([], {})).toEqual({
      port: 3000, https: false, dev: false, logLevel: 'warn',
      offload: 'on', eager: false, engine: 'auto', origins: [], hosts: [], trustProxy: false, connections: 256, connectionsPerAddress: 32,
      pictureBytes: 1_048_576, pixels: 16_777_216, framesPerSecond: 60, deadlineMs: 2000,
    });
  });

  it('reads options and, where they are silent, the environment', () => {
    expect(readConfiguration(['--https', '--host', '127.0.0.1'], { PORT: '4000' })).toMatchObject({ port: 4000, host: '127.0.0.1', https: true });
    expect(readConfiguration(['--port', '5000'], { PORT: '4000' })).toMatchObject({ port: 5000 });
    expect(readConfiguration([], { PORT: '' })).toMatchObject({ port: 3000 });
  });

  it('reads switches, lists and the secret from the environment', () => {
    const environment = { OFFLOAD: 'only', OFFLOAD_EAGER: '1', OFFLOAD_TRUST_PROXY: 'true', OFFLOAD_ORIGINS: 'https://a.example, http://b.example:81', OFFLOAD_TOKEN: 'sixteen characters' };
    expect(readConfiguration([], environment)).toMatchObject({ offload: 'only', eager: true, trustProxy: true, origins: ['https://a.example', 'http://b.example:81'], token: 'sixteen characters' });
    expect(readConfiguration(['--hosts', 'Fovea.example.org, https://b.example:81,:8080,*'], {})).toMatchObject({ hosts: ['fovea.example.org', 'b.example', '*'] });
    expect(readConfiguration([], { OFFLOAD_EAGER: 'no' })).toMatchObject({ eager: false });
  });

  it('tells what was set, but not the secret', () => {
    const told = (args: string[], environment = {}) => {
      const configuration = readConfiguration(args, environment);
      return configuration === undefined ? '' : describeConfiguration(configuration);
    };
    expect(told([])).toBe('');
    expect(told(['--engine', 'wasm', '--workers', '2'], { OFFLOAD_TOKEN: 'sixteen characters' })).toBe('engine=wasm workers=2 token=set');
  });

  it('asks for nothing more where help is wanted', () => {
    expect(readConfiguration(['--help'], {})).toBeUndefined();
  });

  it('refuses what the environment says wrongly', () => {
    expect(() => readConfiguration([], { PORT: '-1' })).toThrow('PORT should be at least 0, given "-1"');
    expect(() => readConfiguration([], { OFFLOAD_EAGER: 'perhaps' })).toThrow('OFFLOAD_EAGER should be on or off, given "perhaps"');
    expect(() => readConfiguration([], { OFFLOAD_TOKEN: 'short' })).toThrow(/^OFFLOAD_TOKEN should be at least 16 characters\.\n/);
  });

  it.each([
    [['--port', 'abc'], /^--port should be a whole number, given "abc"\./],
    [['--port', '3.5'], /port should be a whole number/],
    [['--port', '70000'], /port should be at most 65535/],
    [['--log-level', 'loud'], /--log-level should be one of debug.*, given "loud"/],
    [['--prot', '3000'], /--prot/],
    [['3000'], /3000/],
    [['--engine', 'abacus'], /engine should be one of auto, /],
    [['--workers', '0'], /workers should be at least 1/],
    [['--offload', 'maybe'], /offload should be one of on, off, only/],
    [['--origins', 'a.example'], /--origins should be origins such as .*, given "a.example"/],
    [['--hosts', 'a b'], /--hosts should be names such as .*, given "a b"/],
    [['--token', 'a secret on the command line'], /--token/],
  ])('refuses %j and says what it expects', (args, message) => {
    expect(() => readConfiguration(args, {})).toThrow(ConfigurationError);
    expect(() => readConfiguration(args, {})).toThrow(message);
  });
});
