import { describe, expect, it } from 'vitest';
import { satisfies } from '../../../server/setup/node-version.mjs';

describe('the version of Node', () => {
  it.each([
    ['20.9.0', true],
    ['20.20.2', true],
    ['22.0.0', true],
    ['20.8.1', false],
    ['18.20.0', false],
  ])('%s is new enough for >=20.9: %s', (version, enough) => {
    expect(satisfies(version, '>=20.9')).toBe(enough);
  });
});
