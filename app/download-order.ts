/** What a person waits for now; what is only kept for later is downloaded when it is there, so that the two do not share a slow network. */
const awaited = new Set<Promise<unknown>>();

/** @param work whose downloads go first, whether it ends well or not */
export function goFirst(work: Promise<unknown>): void {
  const mine = work.catch(() => undefined).finally(() => awaited.delete(mine));
  awaited.add(mine);
}

/** Resolves when everything that goes first has ended, also what began meanwhile. */
export async function afterTheFirst(): Promise<void> {
  while (awaited.size > 0) await Promise.all(awaited);
}
