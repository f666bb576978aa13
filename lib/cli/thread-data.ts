/** What the thread of a command and the thread that listens to the user tell each other. */

/** A stream that people look at. */
export interface Screen {
  readonly columns: number;
}

/** The output streams; undefined for one that is no terminal. */
export interface Screens {
  readonly stdout: Screen | undefined;
  readonly stderr: Screen | undefined;
}

export interface ThreadData {
  /** Its number is not 0 once the user has interrupted the command, or the line of a conversation. */
  readonly interruption: Int32Array;
  /** Whether standard input is a terminal. */
  readonly terminal: boolean;
  readonly screens: Screens;
}

export type OutputName = keyof Screens;

/** To the thread of the command: signals, the size of the screens, output that arrived, and unreadable input. */
export type ThreadNews =
  | 'interrupted'
  | 'terminated'
  | { readonly screens: Screens }
  | { readonly arrived: OutputName; readonly count: number }
  | { readonly unreadable: { readonly message: string; readonly syscall: string } };

/** From it: to write, to send standard input, to tell of SIGTERM, and to pass keys as they are typed. */
export type ThreadRequest =
  | { readonly output: OutputName; readonly text: string }
  | 'input'
  | 'termination'
  | { readonly raw: boolean };
