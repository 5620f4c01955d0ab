import type { Dropped, Failure, FrameMessage, Hello, OffloadResult, Select, Selected, Welcome } from './messages';

/** The events of the connection, in the form that socket.io types its sockets with. */

export interface ClientEvents {
  /** The first word; answered by `welcome` or `failure`. */
  hello: (message: Hello) => void;
  /** Chooses the model and its input's size; answered by `selected` or `failure`. */
  select: (message: Select) => void;
  /** Answered by exactly one `result` or `dropped`; by `failure` where it has no id that an answer could carry. */
  frame: (message: FrameMessage) => void;
  /** Answered at once: tells a client how far the server is and that it is there. */
  echo: (answer: () => void) => void;
}

export interface ServerEvents {
  welcome: (message: Welcome) => void;
  selected: (message: Selected) => void;
  /** Its prediction as `wireOf` makes it, which the schema reads. */
  result: (message: Omit<OffloadResult, 'prediction'> & { readonly prediction: object }) => void;
  dropped: (message: Dropped) => void;
  failure: (message: Failure) => void;
}
