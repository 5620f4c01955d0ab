import { useRef } from 'react';
import { Icon } from '../theme/icons';
import { Logo } from '../theme/logo';
import type { VisionState } from '../vision/vision-client';
import card from './card.module.css';
import { FileInput } from './file-input';
import { ModelProgress } from './model-progress';
import type { LiveSession } from './session';

/** Before anything is looked at: one button, and the model already on its way. */
export function StartCard({ session, vision, opening }: { readonly session: LiveSession; readonly vision: VisionState; readonly opening: boolean }) {
  const fileInput = useRef<HTMLInputElement>(null);
  return (
    <section className={card.card} aria-label="Start">
      <Logo size={56} />
      <h2 className={card.title}>See what your camera sees</h2>
      <p className={card.text}>Point it at people, things, animals or a street. The pictures are looked at on this device and go nowhere else.</p>
      <div className={card.actions}>
        <button type="button" className={card.primary} onClick={() => void session.openCamera()} disabled={opening}>
          <Icon name="camera" />
          {opening ? 'Waiting for the camera' : 'Start the camera'}
        </button>
        <button type="button" className={card.secondary} onClick={() => fileInput.current?.click()}>
          <Icon name="picture" size={20} />
          Picture or video
        </button>
      </div>
      <FileInput inputRef={fileInput} session={session} />
      <div className={card.foot}>
        {vision.status === 'opening' && <ModelProgress progress={vision.progress} />}
        {vision.status === 'ready' && <p className={card.note}><Icon name="check" size={18} />{vision.card.title} is ready</p>}
      </div>
    </section>
  );
}
