import type { RefObject } from 'react';
import type { Sources } from '../sources';

/** The browser's own dialog for files, without its looks. */
export function FileInput({ inputRef, sources }: { readonly inputRef: RefObject<HTMLInputElement | null>; readonly sources: Sources }) {
  return (
    <input
      ref={inputRef}
      type="file"
      accept="image/*,video/*"
      hidden
      aria-label="Picture or video file"
      onChange={({ currentTarget }) => {
        const [file] = currentTarget.files ?? [];
        if (file !== undefined) void sources.open({ kind: 'file', file });
        // So that the same file can be chosen again.
        currentTarget.value = '';
      }}
    />
  );
}
