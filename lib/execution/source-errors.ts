import { PincerError } from '../exact/errors.js';

/** An error of a source, with the name of the source. */
export class SourceError extends PincerError {
  readonly source: string;

  constructor(source: string, problem: string, options?: ErrorOptions) {
    super(`source ${source}: ${problem}`, options);
    this.source = source;
  }
}

/** The function of a source threw, or its promise was rejected; `cause` is the error. */
export class SourceFailedError extends SourceError {
  constructor(source: string, cause: Error) {
    super(source, `its function failed with ${cause.name}: ${cause.message}`, { cause });
  }
}

/** The function of a source answered something that is no bounds. */
export class SourceAnswerError extends SourceError {}

/** A recording has no answer to a request to a source. */
export class SourceReplayError extends SourceError {}

/** A synchronous call was to refine a value that depends on a source. */
export class SynchronousSourceError extends SourceError {}
