import type { FailureReport } from '../../failure.ts';

/** What happened; the kind of error, where there is one, is what alarms and metrics name. */
export function eventWords({
  message,
  error,
}: {
  message: string;
  error?: FailureReport | undefined;
}): string {
  if (error === undefined) return message;
  return message.includes(error.message)
    ? `${error.kind}: ${message}`
    : `${message} (${error.kind}: ${error.message})`;
}
