import { type Failure, failureOf, ImportFailedError } from '../../domain/errors.ts';
import type { FailedReading } from './fail-import.ts';

/** Rolls the charges' transaction back, and says how the import is to end: FINALIZADO/FAILED. */
export class EndAsFailed extends Error {
  readonly failure: Failure;
  readonly reading: FailedReading;

  constructor(failure: Failure | ImportFailedError, reading: FailedReading = {}) {
    const plain = failure instanceof ImportFailedError ? failureOf(failure) : failure;
    super(plain.message.en);
    this.name = 'EndAsFailed';
    this.failure = plain;
    this.reading = reading;
  }
}
