import { readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inProject } from './root.mjs';

/**
 * @param {string} actual such as `20.9.0`
 * @param {string} required such as `>=20.9`
 */
export function satisfies(actual, required) {
  const [major = 0, minor = 0] = actual.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = required.replace('>=', '').split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** Throws one clear sentence where this Node is older than package.json asks for. */
export function requireNodeVersion() {
  const required = JSON.parse(readFileSync(inProject('package.json'), 'utf8')).engines.node;
  if (satisfies(process.versions.node, required)) return;
  throw new Failure(`Fovea needs Node ${required.replace('>=', '')} or newer; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org and try again.`);
}
