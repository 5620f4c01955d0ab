import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../../../models/protocol/limits';
import { droppedSchema, failureSchema, resultSchema, selectedSchema, welcomeSchema } from '../../../../models/protocol/messages';
import { ClientSession, type SessionHost, type SessionSocket } from '../../../../server/offload/connection/client-session';
import type { AcceptedFrame } from '../../../../server/offload/queue/dispatcher';
import { servedModelsOf } from '../../../../server/offload/served-models';
import { tinyCard } from '../../../models/artifact/tiny-card';
import { smallJpeg } from '../house';

const schemas = { welcome: welcomeSchema, selected: selectedSchema, result: resultSchema, dropped: droppedSchema, failure: failureSchema };
const shelf = servedModelsOf([{ card: tinyCard({ name: 'm', input: { ...tinyCard().input, sizes: [16, 48] } }), folder: '', onDevice: true }]);

/** A session and what it says, without a network. Frames that it takes are answered at once. */
function session(framesPerSecond = 1e9) {
  const said: { readonly event: string; readonly message: unknown }[] = [];
  const taken: AcceptedFrame[] = [];
  let hear: (event: unknown, ...args: unknown[]) => void = () => undefined;
  let ended = false;
  const socket: SessionSocket = {
    onAny: (listener) => {
      hear = listener;
    },
    emit: (event, message) => said.push({ event, message }),
    conn: { on: () => undefined, close: () => (ended = true) },
  };
  const host: SessionHost = {
    limits: { pictureBytes: 50_000, pixels: 1_000_000, framesPerSecond, deadlineMs: 1000 },
    shelf, tokens: { refuse: () => undefined }, closing: false,
    welcomed: () => undefined,
    put: (_session, frame) => {
      taken.push(frame);
      frame.answer({ type: 'result', prediction: { task: 'classification', width: 1, height: 1, classes: [] }, timings: { stages: {}, totalMs: 0 }, together: 1 });
    },
    counted: () => undefined,
    failed: () => undefined,
  };
  const opened = new ClientSession(socket, host, '127.0.0.1');
  return { hear: (event: unknown, ...args: unknown[]) => hear(event, ...args), said, taken, hasEnded: () => ended, forget: () => opened.forget() };
}

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true });
const good = { id: 1, capturedAt: 0, width: 32, height: 24, deadlineMs: 100, picture: smallJpeg };
/** Frames that are right but for a field or two. */
const nearly = fc.record({
  id: fc.oneof(fc.nat(), anything), capturedAt: fc.oneof(fc.double(), anything), width: fc.oneof(fc.integer(), anything),
  height: fc.oneof(fc.integer(), anything), deadlineMs: fc.oneof(fc.double(), anything), picture: fc.oneof(fc.uint8Array(), fc.constant(smallJpeg), anything),
}, { requiredKeys: [] }).map((change) => ({ ...good, ...change }));
const event = fc.oneof(fc.constantFrom('hello', 'select', 'frame', 'echo', '__proto__', 'constructor'), fc.string(), fc.integer());
const argument = fc.oneof(anything, nearly, fc.record({ version: fc.oneof(fc.constant(PROTOCOL_VERSION), anything) }), fc.record({ model: fc.oneof(fc.constant('m'), anything), size: fc.oneof(fc.constantFrom(16, 32, 48, 64, 'largest'), anything) }, { requiredKeys: ['model'] }), fc.constant(() => undefined));

describe('ClientSession', () => {
  it('answers whatever it is told with one message of the protocol, and never throws', () => {
    fc.assert(fc.property(fc.array(fc.tuple(event, fc.array(argument, { maxLength: 3 })), { minLength: 1, maxLength: 8 }), fc.boolean(), (messages, ready) => {
      const { hear, said, forget, hasEnded } = session();
      if (ready) {
        hear('hello', { version: PROTOCOL_VERSION });
        hear('select', { model: 'm' });
      }
      for (const [name, args] of messages) {
        const before = said.length;
        hear(name, ...args);
        const answers = said.length - before;
        if (name === 'echo' && typeof args[0] === 'function') expect(answers).toBe(0);
        else expect(answers).toBeLessThanOrEqual(1);
      }
      for (const answer of said) {
        const known = Object.entries(schemas).find(([name]) => name === answer.event);
        expect(known?.[1].safeParse(answer.message).success, JSON.stringify(answer)).toBe(true);
      }
      expect(hasEnded() || said.length > 0 || messages.every(([name]) => name === 'echo')).toBe(true);
      forget();
    }), { numRuns: 1500 });
  });

  it('answers every frame that has a number with that number', () => {
    fc.assert(fc.property(nearly, (frame) => {
      const { hear, said, forget } = session();
      hear('hello', { version: PROTOCOL_VERSION });
      hear('select', { model: 'm' });
      said.length = 0;
      hear('frame', frame);
      expect(said).toHaveLength(1);
      const [answer] = said;
      const numbered = typeof frame.id === 'number' && Number.isSafeInteger(frame.id) && frame.id >= 0;
      if (numbered) expect(answer?.message).toMatchObject({ id: frame.id, ...(Number.isFinite(frame.capturedAt) && { capturedAt: frame.capturedAt }) });
      expect(answer?.event).toMatch(numbered ? /^(result|dropped)$/ : /^failure$/);
      forget();
    }), { numRuns: 1500 });
  });

  it('says what is wrong with a frame that has a number, however many arguments it comes with', () => {
    const { hear, said, forget } = session();
    hear('frame', { id: 7, capturedAt: 'noon', width: 0 });
    hear('frame', good, good);
    expect(said).toEqual([
      { event: 'dropped', message: { id: 7, capturedAt: undefined, reason: 'invalid', message: expect.stringContaining('width') as string } },
      { event: 'dropped', message: { id: 1, capturedAt: 0, reason: 'invalid', message: 'frame: expected one argument, given 2' } },
    ]);
    forget();
  });

  it('looks at the size that was selected, and refuses one that the model does not serve', () => {
    const { hear, said, taken, forget } = session();
    hear('hello', { version: PROTOCOL_VERSION });
    said.length = 0;
    for (const size of [undefined, 16, 'largest', 17]) {
      hear('select', { model: 'm', size });
      hear('frame', good);
    }
    expect(taken.map(({ size }) => size)).toEqual([undefined, 16, 48, 48]);
    expect(said.filter(({ event }) => event === 'selected').map(({ message }) => selectedSchema.parse(message).card.input.width)).toEqual([32, 16, 48]);
    expect(said.filter(({ event }) => event === 'failure')).toEqual([{ event: 'failure', message: { code: 'unknown_size', message: "'m' was given an input of 17 pixels; it serves 16, 32, 48." } }]);
    forget();
  });

  it('hands on the picture and nothing of what arrived beside it', () => {
    const { hear, taken, forget } = session();
    hear('hello', { version: PROTOCOL_VERSION });
    hear('select', { model: 'm', scoreThreshold: 0.25 });
    const block = Buffer.concat([Buffer.from('xyz'), smallJpeg]);
    hear('frame', { ...good, picture: block.subarray(3) });
    const [frame] = taken;
    expect(frame).toMatchObject({ model: 'm', options: { scoreThreshold: 0.25 }, width: 32, height: 24 });
    expect(Buffer.compare(Buffer.from(frame?.picture ?? []), smallJpeg)).toBe(0);
    forget();
  });

  it('ends a client that does not stop talking, and listens to it no more', () => {
    const { hear, said, forget } = session(1);
    for (let i = 0; i < 100; i++) hear('nonsense');
    expect(said.filter(({ message }) => failureSchema.parse(message).code === 'too_many_messages')).toHaveLength(1);
    expect(said.length).toBeLessThan(10);
    forget();
  });
});
