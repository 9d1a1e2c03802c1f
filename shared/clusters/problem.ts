import type { FailureKind, FailureReport } from '../failure.ts';

/** One cause of trouble in a cluster, and the namespaces it hits. */
export interface Problem extends FailureReport {
  /** The first `mostNamespaces` namespaces that it hits, sorted; empty if they are not known. */
  namespaces: readonly string[];
  /** How many namespaces it hits, including those not listed. */
  count: number;
  /** How many of them have no known valid credential: pods cannot pull there now. */
  uncovered: number;
}

/** At most this many problems of a cluster are kept. */
export const mostProblems = 20;
export const mostNamespaces = 20;

/**
 * Bytes that all its problems may take: the rest of a record may take 350,000, and DynamoDB limits an item to 400 KB.
 */
export const mostProblemBytes = 40_000;

/** Failures on the way to a cluster: each attempt may meet one with different words. */
const ofTheWay: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'tls',
  'timeout',
  'throttled',
  'internal',
]);

/** A key that is the same for one cause over time, in any namespace. */
export function causeOf(report: FailureReport, namespace: string | undefined): string {
  return ofTheWay.has(report.kind) ? report.kind : meetingOf(report, namespace);
}

/** The same within one push, where a different text means a different cause. */
export function meetingOf({ kind, message, remedy }: FailureReport, namespace: string | undefined): string {
  return [kind, message, remedy].map((text) => withoutParticulars(text, namespace)).join('\n');
}

/** The text without what differs each time a cause is met: the namespace, ids, times and counts. */
function withoutParticulars(text: string, namespace: string | undefined): string {
  return without(namespace, text).replaceAll(ids, '#').replaceAll(numbers, '#');
}

const ids = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** The status that a server answered is not such a number. */
const numbers = /(?<!answered )\b\d+/g;

/** Only as a whole word. A server that is not a Kubernetes API may send anything as a namespace. */
function without(namespace: string | undefined, text: string): string {
  if (!namespace) return text;
  return text.split(namespace).reduce((left, right) => {
    const isWord = !/[a-z0-9-]$/.test(left) && !/^[a-z0-9-]/.test(right);
    return `${left}${isWord ? '…' : namespace}${right}`;
  });
}
