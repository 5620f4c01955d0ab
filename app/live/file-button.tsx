import { useRef } from 'react';
import { Icon } from '../theme/icons';
import card from './card.module.css';
import { FileInput } from './file-input';
import type { LiveSession } from './session';

/** Asks for a picture or a video of the person's own. */
export function FileButton({ session }: { readonly session: LiveSession }) {
  const fileInput = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={card.secondary} onClick={() => fileInput.current?.click()}>
        <Icon name="picture" size={20} />
        Picture or video
      </button>
      <FileInput inputRef={fileInput} session={session} />
    </>
  );
}
