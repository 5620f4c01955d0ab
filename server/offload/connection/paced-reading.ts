import { isBinary } from '../../../models/protocol/bytes';

/** What is used of a connection of engine.io, and of the websocket of ws under it. */
export interface PacedConnection {
  on(event: 'data', listener: (data: unknown) => void): unknown;
}
interface Pausable {
  pause(): void;
  resume(): void;
}

/** Pictures of one connection that are read before others have their turn; to stop after each would cost more than to read it. */
const MOST_A_TURN = 4;

/**
 * Reads a few pictures of a connection, then lets the others have their turn: what the system holds for a client that sends
 * faster than it is read are megabytes, and a server that reads them in one go keeps everyone else waiting meanwhile.
 */
export function paceReading(connection: PacedConnection, websocket: unknown): void {
  if (!isPausable(websocket)) return;
  let read = 0;
  const nextTurn = (): void => {
    if (read >= MOST_A_TURN) websocket.resume();
    read = 0;
  };
  connection.on('data', (data) => {
    if (!isBinary(data)) return;
    if (read++ === 0) setImmediate(nextTurn);
    if (read === MOST_A_TURN) websocket.pause();
  });
}

const isPausable = (value: unknown): value is Pausable => value instanceof Object && 'pause' in value && 'resume' in value;
