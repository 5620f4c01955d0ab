import { existsSync } from 'node:fs';

/** False where an NVIDIA card certainly cannot be used: looked up before anything is loaded that would complain. */
export function mayHaveNvidiaDriver(): boolean {
  return process.platform !== 'linux' || ['/proc/driver/nvidia/version', '/dev/dxg'].some((path) => existsSync(path));
}
