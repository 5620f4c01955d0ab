import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { listCameras, type CameraChoice } from './camera/list-cameras';
import { canShareScreen } from './open-source';
import { Icon, type IconName } from '../theme/icons';
import { FileInput } from './files/file-input';
import type { Sources } from './sources';
import styles from './source-menu.module.css';
import { useStore } from '../ui/use-store';

/** What to look at: a camera, a picture or video file, the screen. */
export function SourceMenu({ sources, className }: { readonly sources: Sources; readonly className: string }) {
  const source = useStore(sources.state);
  const [cameras, setCameras] = useState<readonly CameraChoice[]>([]);
  const fileInput = useRef<HTMLInputElement>(null);
  const look = () => void listCameras().then(setCameras);
  useEffect(look, []);
  const open = source.status === 'open' ? source.source : undefined;
  const deviceId = open?.kind === 'camera' ? open.deviceId : undefined;
  return (
    <>
      <DropdownMenu.Root modal={false} onOpenChange={look}>
        <DropdownMenu.Trigger className={className}>
          <Icon name="camera" />
          <span>Source</span>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={document.querySelector('main')}>
          <DropdownMenu.Content className={styles.menu} side="top" align="start" sideOffset={12} collisionPadding={12}>
            {cameras.map(({ label, ...wish }) => (
              <Item key={label} icon={wish.deviceId !== undefined && wish.deviceId === deviceId ? 'check' : 'camera'} onSelect={() => void sources.open({ kind: 'camera', ...wish })}>
                {label}
              </Item>
            ))}
            <Item icon="picture" onSelect={() => fileInput.current?.click()}>Picture or video file</Item>
            {canShareScreen() && <Item icon="screen" onSelect={() => void sources.open({ kind: 'screen' })}>Share the screen</Item>}
            {open !== undefined && open.kind !== 'picture' && (
              <>
                <DropdownMenu.Separator className={styles.separator} />
                <DropdownMenu.CheckboxItem className={styles.item} checked={source.status === 'open' && source.mirrored} onCheckedChange={() => sources.toggleMirror()}>
                  <Icon name="mirror" size={20} />
                  Mirror the picture
                  <DropdownMenu.ItemIndicator className={styles.mark}><Icon name="check" size={20} /></DropdownMenu.ItemIndicator>
                </DropdownMenu.CheckboxItem>
              </>
            )}
            {open !== undefined && <Item icon="stop" onSelect={() => sources.stop()}>Stop</Item>}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <FileInput inputRef={fileInput} sources={sources} />
    </>
  );
}

function Item({ icon, onSelect, children }: { readonly icon: IconName; readonly onSelect: () => void; readonly children: string }) {
  return (
    <DropdownMenu.Item className={styles.item} onSelect={onSelect}>
      <Icon name={icon} size={20} />
      {children}
    </DropdownMenu.Item>
  );
}
