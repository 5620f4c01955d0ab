/**
 * Results of `tasks` in their order. Up to `ahead` tasks run on while the consumer is busy with a result, and no more
 * than one beyond that: memory stays bounded however slow the consumer is.
 */
export async function* inOrder<Result>(tasks: Iterable<() => Promise<Result>>, ahead: number): AsyncGenerator<Result, void, undefined> {
  const waiting = tasks[Symbol.iterator]();
  const open: Promise<Result>[] = [];
  for (;;) {
    while (open.length <= ahead) {
      const task = waiting.next();
      if (task.done === true) break;
      const result = task.value();
      // A failure is thrown when its turn comes; if the consumer leaves before, it concerns nobody.
      result.catch(() => undefined);
      open.push(result);
    }
    const next = open.shift();
    if (!next) return;
    yield await next;
  }
}
