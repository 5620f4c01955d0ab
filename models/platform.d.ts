/** What browsers, workers and Node all have and ECMAScript's own library does not name: all that models/ may use of a platform. */

declare const performance: { now(): number };

/** Pages at an address that is not secure have no `subtle`. */
declare const crypto: { readonly subtle?: { digest(algorithm: 'SHA-256', bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> } };

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label: 'utf-8', options?: { readonly fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
