import { hasAtMost } from './values.ts';

/** Values in the JSON of a Status, and causes in it that are kept: there is one for each field of an object. */
const mostValues = 5_000;
const mostCauses = 20;

/** Characters of a resource's or an object's name. */
const longestName = 253;

/** Characters of a text that are looked at: far more than are shown. */
const longestText = 4_096;

/** The part of a Kubernetes `Status` object that decisions are made on. */
export interface StatusDetails {
  /** Whether it is one: a proxy, or what answers in place of an API server, sends something else. */
  isStatus: boolean;
  /** Of what it is about, also where that has no name: `selfsubjectreviews`. */
  resource?: string;
  reason?: string;
  message?: string;
  causes: readonly { reason?: string; message?: string; field?: string }[];
  /** The object that a `Status` is about, as `secrets` and `ecr-credentials`; absent if what answered sent none. */
  about?: { resource: string; name: string };
}

/**
 * A `Status` body as sent by a kube-apiserver, or by whatever proxy answered in its place.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function parseStatus(body: string, scrub: (text: string) => string): StatusDetails {
  const parsed = hasAtMost(mostValues, body) ? parseObject(body) : {};
  const details = isObject(parsed['details']) ? parsed['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isObject) : [];
  const text = (value: unknown) => (typeof value === 'string' ? scrub(clip(value)) : undefined);
  return dropUndefined({
    isStatus: parsed['kind'] === 'Status',
    resource: parsed['kind'] === 'Status' ? text(details['kind']) : undefined,
    reason: text(parsed['reason']),
    message: text(parsed['message']),
    causes: causes.slice(0, mostCauses).map((cause) =>
      dropUndefined({
        reason: text(cause['reason']),
        message: text(cause['message']),
        field: text(cause['field']),
      }),
    ),
    about: parsed['kind'] === 'Status' ? aboutIn(details) : undefined,
  }) as StatusDetails;
}

/** Compared with what was asked for, and never shown. */
function aboutIn({ kind, name }: Record<string, unknown>): StatusDetails['about'] {
  const isShort = (value: unknown) => typeof value === 'string' && value.length <= longestName;
  return isShort(kind) && isShort(name) ? { resource: kind as string, name: name as string } : undefined;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Cut between words: half a credential would not be known for one. */
function clip(text: string): string {
  if (text.length <= longestText) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf(' ', longestText)));
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
