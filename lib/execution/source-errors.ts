import { PincerError } from '../exact/errors.js';

/** Something about a source, which is told by its name. */
export class SourceError extends PincerError {
  readonly source: string;

  constructor(source: string, problem: string, options?: ErrorOptions) {
    super(`source ${source}: ${problem}`, options);
    this.source = source;
  }
}

/** The function of a source threw, or its promise was rejected; `cause` is with what. */
export class SourceFailedError extends SourceError {
  constructor(source: string, cause: Error) {
    super(source, `its function failed with ${cause.name}: ${cause.message}`, { cause });
  }
}

/** What the function of a source answered are no bounds. */
export class SourceAnswerError extends SourceError {}

/** A recording has no answer to what a source is asked. */
export class SourceReplayError extends SourceError {}

/** A call that cannot wait was to refine a value made of a source. */
export class SynchronousSourceError extends SourceError {}
