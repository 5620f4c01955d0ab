/** How long a list or an object may be that stands in one line. */
const LINE_LENGTH = 110;

/** JSON for people and for diffs: indented by two, but what is short and holds no object of its own stays in one line. Ends with a line break. */
export function formatJson(value: unknown): string {
  return `${format(value, '')}\n`;
}

function format(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return flat;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) return flat;
  const label = (key: string) => (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `);
  if (entries.every(([, part]) => typeof part !== 'object' || part === null)) {
    const line = entries.map(([key, part]) => label(key) + JSON.stringify(part)).join(', ');
    if (indent.length + line.length < LINE_LENGTH) return Array.isArray(value) ? `[${line}]` : `{ ${line} }`;
  }
  const deeper = `${indent}  `;
  return `${open}\n${entries.map(([key, part]) => `${deeper}${label(key)}${format(part, deeper)}`).join(',\n')}\n${indent}${close}`;
}
