import { SHARE } from '../../sources/files/shared-file';

/** Where the service worker is gone, which takes what is shared: its body is not read, and the page says that nothing arrived. */
export function POST(): Response {
  return new Response(null, { status: 303, headers: { Location: SHARE.landing } });
}
