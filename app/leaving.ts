import { guardHistory } from './leaving-by-history';

/** What a person made here and has not saved. */
export interface Unsaved {
  readonly wouldBeLost: () => boolean;
  /** Puts it before the person, who saves it or lets it go. */
  readonly offer: () => void;
}

const LEAVE = 'fovea:leave';

/** For whatever leaves the page of its own accord. @returns false where something is unsaved, which is then offered first */
export const mayLeave = (): boolean => window.dispatchEvent(new Event(LEAVE, { cancelable: true }));

/** Asks before the page is reloaded or closed, and offers what is unsaved before a link, Back or Forward leads elsewhere. @returns ends that */
export function guardLeaving(unsaved: Unsaved): () => void {
  const holdBack = (event: Event) => {
    if (!unsaved.wouldBeLost()) return;
    event.preventDefault();
    if (event.type !== 'beforeunload') unsaved.offer();
  };
  const onClick = (event: Event) => {
    if (event.target instanceof Element && event.target.closest('a[href]:not([download])') !== null) holdBack(event);
  };
  window.addEventListener('beforeunload', holdBack);
  window.addEventListener(LEAVE, holdBack);
  // Before the link's own, which heeds what was prevented.
  window.addEventListener('click', onClick, { capture: true });
  const endGuard = guardHistory(() => {
    const stays = unsaved.wouldBeLost();
    if (stays) unsaved.offer();
    return stays;
  });
  return () => {
    window.removeEventListener('beforeunload', holdBack);
    window.removeEventListener(LEAVE, holdBack);
    window.removeEventListener('click', onClick, { capture: true });
    endGuard();
  };
}
