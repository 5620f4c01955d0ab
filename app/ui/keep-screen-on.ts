/** As much of a store as is needed here. */
interface Changing {
  readonly subscribe: (watcher: () => void) => () => void;
}

/**
 * Keeps the screen from going dark while `wanted` and the page is seen.
 * @param changing tell when `wanted` may have changed
 * @returns ends it
 */
export function keepScreenOn(changing: readonly Changing[], wanted: () => boolean): () => void {
  let ended = false;
  let lock: WakeLockSentinel | undefined;
  let turn = Promise.resolve();
  const update = async () => {
    const on = !ended && !document.hidden && wanted();
    // The browser itself lets it go when the page is hidden.
    if (lock?.released === true) lock = undefined;
    if (on) lock ??= await navigator.wakeLock.request('screen');
    else {
      const held = lock;
      lock = undefined;
      await held?.release();
    }
  };
  // A battery that is low refuses; the screen then goes dark as it always did.
  const inTurn = () => {
    turn = turn.then(update).catch(() => undefined);
  };
  const stops = changing.map(({ subscribe }) => subscribe(inTurn));
  document.addEventListener('visibilitychange', inTurn);
  inTurn();
  return () => {
    ended = true;
    for (const stop of stops) stop();
    document.removeEventListener('visibilitychange', inTurn);
    inTurn();
  };
}
