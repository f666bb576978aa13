/** What a process context and its child process say to one another. */
import type { Lease, Settlement } from '../../coordinator/lease.js';
import type { ReportMessage } from './wire.js';

export type ToProcess =
  | {
      readonly type: 'run';
      readonly call: number;
      readonly lease: Lease;
      readonly reporting: boolean;
    }
  | { readonly type: 'stop'; readonly call: number };

export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'settled'; readonly call: number; readonly settlement: Settlement }
  | ReportMessage;
