/** What `work` gives, or what `late` throws once the time is over; what is under way then ends by itself, unheard. */
export async function withinSeconds<T>(seconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    // A thread that was busy hears first of what came in meanwhile.
    timer = setTimeout(() => setImmediate(() => reject(late())), 1000 * seconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
