interface Guard {
  /** The page's entry in the browser's history. */
  entry: HistoryEntry;
  readonly mustStay: () => boolean;
}

interface HistoryEntry {
  readonly state: unknown;
  readonly url: string;
}

let guard: Guard | undefined;

/**
 * Keeps the page where Back or Forward would lead elsewhere in the application, which the browser does without loading
 * anything and so without `beforeunload`. Browsers with the Navigation API ask first. Others tell when it has happened,
 * as those do where a person insists; the page's entry is then put after the one that was gone to.
 * @param mustStay asked once for each attempt @returns ends that
 */
export function guardHistory(mustStay: () => boolean): () => void {
  const mine: Guard = { entry: entryOfNow(), mustStay };
  guard = mine;
  const onNavigate = (event: NavigateEvent) => {
    if (event.navigationType !== 'traverse') return;
    mine.entry = entryOfNow();
    if (event.cancelable && mustStay()) event.preventDefault();
  };
  const navigation = 'navigation' in window ? window.navigation : undefined;
  navigation?.addEventListener('navigate', onNavigate);
  return () => {
    navigation?.removeEventListener('navigate', onNavigate);
    if (guard === mine) guard = undefined;
  };
}

const entryOfNow = (): HistoryEntry => ({ state: history.state as unknown, url: location.href });

// A window calls its listeners in the order in which they came, and this one has to be before the router's: it comes
// when the script does, with the layout of every page.
if (typeof window !== 'undefined') {
  window.addEventListener('popstate', (event) => {
    if (guard?.mustStay() !== true) return;
    event.stopImmediatePropagation();
    history.pushState(guard.entry.state, '', guard.entry.url);
  });
}
