import { PincerError } from '../exact/errors.js';

/** What is wrong with a message. */
export type MessageFault =
  /** Its code does not match: another key, or changed on the way. */
  | 'code'
  /** It is no message, or longer than its limit. */
  | 'shape'
  /** It is of another version of the protocol. */
  | 'protocol'
  /** It is of another kind, queue, client or lease than it came as. */
  | 'address'
  /** It was sent too long ago, or was seen before. */
  | 'expired'
  /** Its sender is not who it says. */
  | 'sender';

/** A message was refused. Nothing of it was used. */
export class MessageError extends PincerError {
  readonly fault: MessageFault;

  constructor(fault: MessageFault, detail: string, options?: ErrorOptions) {
    super(`a message was refused: ${detail}`, options);
    this.fault = fault;
  }
}

/** What keeps a fleet of workers from being used. */
export type FleetFault =
  | 'unreachable'
  | 'connection'
  | 'installation'
  | 'eviction'
  | 'full'
  | 'key'
  | 'protocol'
  | 'module'
  | 'audit';

/** A fleet of workers cannot be used. The message says why, and what to do. */
export class FleetError extends PincerError {
  readonly fault: FleetFault;

  constructor(fault: FleetFault, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.fault = fault;
    // What a worker that lies has answered is in what was proven before. It travels with the error as an own field.
    if (fault === 'audit') Object.defineProperty(this, 'voids', { value: true, enumerable: true });
  }
}
