import type { Metadata } from 'next';
import { DeadEnd } from './theme/dead-end';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return <DeadEnd title="Nothing seen here" text="There is no page at this address. It may have been moved, or mistyped." />;
}
