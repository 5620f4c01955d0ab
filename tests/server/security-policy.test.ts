import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../server/security-policy';

const directives = (policy: string) => new Map(policy.split('; ').map((directive) => {
  const [name = '', ...sources] = directive.split(' ');
  return [name, sources] as const;
}));

describe('the content security policy', () => {
  it('names no origin but its own', () => {
    const policy = contentSecurityPolicy({ host: 'localhost:3000', inlineScripts: ["'sha256-x'"], development: false });
    const origins = policy.match(/\b\w+:\/\/\S+?(?=[; ]|$)/g) ?? [];
    expect(origins).toEqual(['ws://localhost:3000', 'wss://localhost:3000']);
    expect(policy).not.toContain('*');
  });

  it('lets no unknown script run in production', () => {
    const scripts = directives(contentSecurityPolicy({ host: undefined, inlineScripts: ["'sha256-x'"], development: false })).get('script-src');
    expect(scripts).toEqual(["'self'", "'wasm-unsafe-eval'", "'sha256-x'"]);
  });

  it('takes no directive from the name under which it was called', () => {
    const policy = contentSecurityPolicy({ host: 'a; script-src *', inlineScripts: [], development: false });
    expect(policy).not.toContain('*');
  });
});
