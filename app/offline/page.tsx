import type { Metadata } from 'next';
import { DeadEnd } from '../theme/dead-end';
import { ReloadOnline } from './reload-online';

export const metadata: Metadata = { title: 'No network', robots: { index: false } };

/** What the service worker answers without a network for an address that it does not keep. */
export default function Offline() {
  return (
    <>
      <ReloadOnline />
      <DeadEnd title="Not on this device" text="There is no network now, and this address is none of the pages that are kept here. It is tried again once the network is back." />
    </>
  );
}
