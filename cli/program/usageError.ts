/** A flag or value that is not understood; the message says what was expected. */
export class UsageError extends Error {}
