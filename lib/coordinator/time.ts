/** Monotonic nanoseconds since the clock of the session started: an integer, exact up to 104 days. */
export type Nanoseconds = number;
