import { useRef, useSyncExternalStore } from 'react';
import { canShareScreen } from './open-source';
import { SampleRow } from './samples/sample-row';
import { Icon } from '../theme/icons';
import card from '../ui/card.module.css';
import { FileInput } from './files/file-input';
import type { Sources } from './sources';

/** What can be looked at in place of a camera: a picture or a video of the person's own, the screen, and samples. */
export function OtherSources({ sources }: { readonly sources: Sources }) {
  const fileInput = useRef<HTMLInputElement>(null);
  const offersScreen = useSyncExternalStore(neverChanges, canShareScreen, () => false);
  return (
    <>
      <button type="button" className={card.secondary} onClick={() => fileInput.current?.click()}>
        <Icon name="picture" size={20} />
        Picture or video
      </button>
      <FileInput inputRef={fileInput} sources={sources} />
      {offersScreen && (
        <button type="button" className={card.secondary} onClick={() => void sources.open({ kind: 'screen' })}>
          <Icon name="screen" size={20} />
          Share the screen
        </button>
      )}
      <SampleRow onChoose={(sample) => void sources.open({ kind: 'sample', sample })} />
    </>
  );
}

const neverChanges = () => () => undefined;
