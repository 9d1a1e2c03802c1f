import type { FailureKind, FailureReport } from '../failure.ts';

/** One cause of trouble in a cluster, with what it hits. */
export interface Problem extends FailureReport {
  /** Names of the namespaces that it hits, `mostNamespaces` at most, in their order; none where they are not known. */
  namespaces: readonly string[];
  /** How many namespaces it hits, including those not listed. */
  count: number;
  /** In how many of them no valid credential is known to be: pods there cannot pull now. */
  uncovered: number;
}

/** What is kept of one cluster, however much is wrong in it. */
export const mostProblems = 20;
export const mostNamespaces = 20;

/** Bytes of all its problems: a record may have 350,000 without them, and DynamoDB takes items of 400 KB. */
export const mostProblemBytes = 40_000;

/** Of the way to a cluster: each try may meet it with other words. */
const ofTheWay: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'tls',
  'timeout',
  'throttled',
  'internal',
]);

/** What tells a cause from others over time, whichever of the namespaces it was met in. */
export function causeOf(report: FailureReport, namespace: string | undefined): string {
  return ofTheWay.has(report.kind) ? report.kind : meetingOf(report, namespace);
}

/** The same within one push, where other words are another cause. */
export function meetingOf({ kind, message, remedy }: FailureReport, namespace: string | undefined): string {
  return [kind, message, remedy].map((text) => withoutParticulars(text, namespace)).join('\n');
}

/** A text without what differs from one meeting of a cause to the next: the namespace, ids, times and counts. */
function withoutParticulars(text: string, namespace: string | undefined): string {
  return without(namespace, text).replaceAll(ids, '#').replaceAll(numbers, '#');
}

const ids = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** But not the status that a server answered. */
const numbers = /(?<!answered )\b\d+/g;

/** Only where it stands as a word. What is given as a namespace may hold anything if the server is not a Kubernetes API. */
function without(namespace: string | undefined, text: string): string {
  if (!namespace) return text;
  return text.split(namespace).reduce((left, right) => {
    const isWord = !/[a-z0-9-]$/.test(left) && !/^[a-z0-9-]/.test(right);
    return `${left}${isWord ? '…' : namespace}${right}`;
  });
}
