import { z } from 'zod';

export type ReadMessage<T> = { readonly message: T } | { readonly problem: string };

/** Checks what came with an event, which should be one argument. `problem` is a sentence for whoever sent it. */
export function readMessage<T>(event: string, schema: z.ZodType<T>, args: readonly unknown[]): ReadMessage<T> {
  const parsed = schema.safeParse(args[0]);
  if (!parsed.success) return { problem: `${event}: ${z.prettifyError(parsed.error).slice(0, 300)}` };
  return args.length === 1 ? { message: parsed.data } : { problem: `${event}: expected one argument, given ${args.length}` };
}
