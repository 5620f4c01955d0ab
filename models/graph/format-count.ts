const PREFIXES = [['G', 1e9], ['M', 1e6], ['k', 1e3]] as const;

/** A count for people: exact below a thousand, else three digits and a prefix, as '12.3 k', or '12.3 kB' of the unit B. */
export function counted(count: number, unit = ''): string {
  const rounded = Number(count.toPrecision(3));
  const [prefix, size] = PREFIXES.find(([, least]) => rounded >= least) ?? ['', 1];
  const digits = size === 1 ? String(count) : (rounded / size).toPrecision(3);
  return `${digits} ${prefix}${unit}`.trimEnd();
}
