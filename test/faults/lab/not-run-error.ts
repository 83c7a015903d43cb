/** This machine has not what the fault needs: neither passed nor missed. */
export class NotRunError extends Error {
  constructor(missing: string) {
    super(missing);
    this.name = 'NotRunError';
  }
}
