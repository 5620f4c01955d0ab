import { SHARE, takeShared } from './shared-file';

declare global {
  interface Window {
    /** Chromium's (https://wicg.github.io/web-app-launch/): files that the system opens with the installed application. */
    readonly launchQueue?: { setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void };
  }
}

export interface Receiver {
  readonly onFile: (file: File) => void;
  /** Something was shared and has not arrived. */
  readonly onMissing: () => void;
}

/** Takes files that reach the page otherwise than through its own buttons: pasted, shared, or opened with it. @returns ends that */
export function receiveFiles(receiver: Receiver): () => void {
  let ended = false;
  const take = (file: File) => {
    if (!ended) receiver.onFile(file);
  };
  const onPaste = (event: ClipboardEvent) => {
    const file = [...event.clipboardData?.files ?? []].find(({ type }) => /^(image|video)\//.test(type));
    // Text goes where it was pasted.
    if (file === undefined) return;
    event.preventDefault();
    take(file);
  };
  document.addEventListener('paste', onPaste);
  window.launchQueue?.setConsumer(({ files: [handle] = [] }) => void handle?.getFile().then(take));
  void receiveShared(take, () => !ended && receiver.onMissing());
  return () => {
    ended = true;
    document.removeEventListener('paste', onPaste);
  };
}

async function receiveShared(take: (file: File) => void, missing: () => void): Promise<void> {
  const expected = `${location.pathname}${location.search}` === SHARE.landing;
  // Also one that was shared before and that no page came to take.
  const file = await takeShared().catch(() => undefined);
  if (!expected) return;
  // A page that is loaded again expects nothing.
  history.replaceState(history.state, '', location.pathname);
  if (file === undefined) missing();
  else take(file);
}
