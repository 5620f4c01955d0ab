import type { CompressionStep } from './deep-compression';

/** The table of Deep Compression as Markdown: after each step bytes, how many times smaller than at first, and the error. */
export function formatSteps(table: readonly CompressionStep[]): string {
  const [first] = table;
  const rows = table.map(({ step, bytes, error }) => `| ${step} | ${bytes.toLocaleString('en')} | ${((first?.bytes ?? bytes) / bytes).toFixed(1)} x | ${error === undefined ? '' : `${(100 * error).toFixed(2)} %`} |`);
  return ['| step | bytes | smaller | error |', '|---|---:|---:|---:|', ...rows].join('\n');
}
