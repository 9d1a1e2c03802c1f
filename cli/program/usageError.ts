/** A flag or value that was not understood; the message says what was expected. */
export class UsageError extends Error {}
