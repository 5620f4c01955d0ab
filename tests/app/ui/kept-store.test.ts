import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { KeptStore } from '../../../app/ui/kept-store';

const schema = z.object({ effect: z.enum(['blur', 'hide']).catch('blur'), strength: z.number().min(0).max(1).catch(0.5) });

function browserWith(kept: Map<string, string>) {
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
}
afterEach(() => vi.unstubAllGlobals());

describe('KeptStore', () => {
  it('keeps what was chosen for the next visit, and nothing else', () => {
    const kept = new Map<string, string>();
    browserWith(kept);
    const first = new KeptStore<z.infer<typeof schema> & { readonly picture?: string }>('choice', schema);
    first.choose({ strength: 0.25, picture: 'of a person' });
    expect(JSON.parse(kept.get('choice') ?? '')).toEqual({ effect: 'blur', strength: 0.25 });
    const next = new KeptStore('choice', schema);
    next.load();
    expect(next.get()).toEqual({ effect: 'blur', strength: 0.25 });
  });

  it('leaves what is kept nowhere as it is while it loads', () => {
    browserWith(new Map([['choice', '{"effect":"hide"}']]));
    const store = new KeptStore<z.infer<typeof schema> & { readonly picture?: string }>('choice', schema);
    store.change({ picture: 'of a person' });
    store.load();
    expect(store.get()).toEqual({ effect: 'hide', strength: 0.5, picture: 'of a person' });
  });

  it('takes what it cannot read as never chosen, and goes on where storage is forbidden', () => {
    const store = new KeptStore('choice', schema);
    for (const text of [null, '', 'no JSON', '{"effect":"explode","strength":7}']) expect(store.parse(text)).toEqual({ effect: 'blur', strength: 0.5 });
    vi.stubGlobal('localStorage', new Proxy({}, { get: () => { throw new DOMException('forbidden', 'SecurityError'); } }));
    store.load();
    store.choose({ effect: 'hide' });
    expect(store.get().effect).toBe('hide');
  });
});
