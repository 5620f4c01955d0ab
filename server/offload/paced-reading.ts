import { isBinary } from '../../models/protocol/bytes';

/** What is used of a connection of engine.io, and of the websocket of ws under it. */
export interface PacedConnection {
  on(event: 'data', listener: (data: unknown) => void): unknown;
}
interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * Reads a picture of a connection, then lets the others have their turn: what the system holds for a client that sends
 * faster than it is read are megabytes, and a server that reads them in one go keeps everyone else waiting meanwhile.
 */
export function paceReading(connection: PacedConnection, websocket: unknown): void {
  if (!isPausable(websocket)) return;
  connection.on('data', (data) => {
    if (!isBinary(data)) return;
    websocket.pause();
    setImmediate(() => websocket.resume());
  });
}

const isPausable = (value: unknown): value is Pausable => value instanceof Object && 'pause' in value && 'resume' in value;
