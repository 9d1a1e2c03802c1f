import type { FailureReport } from '../../failure.ts';

/** What happened. For an error it names the kind, as alarms and metrics do. */
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
