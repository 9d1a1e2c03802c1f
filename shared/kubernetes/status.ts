import { isObject } from '../isObject.ts';
import { hasAtMost } from './values.ts';

/** Values in the JSON of a Status, and causes that are kept: an object may have one for each field. */
const mostValues = 5_000;
const mostCauses = 20;

/** Characters of a resource's or an object's name. */
const longestName = 253;

/** Characters of the message, and of all the rest, that are examined: far more than are shown. */
const longestText = 4_096;

/** The parts of a Kubernetes `Status` on which decisions depend. */
export interface StatusDetails {
  /** Whether it is a Status: proxies and other servers send something else. */
  isStatus: boolean;
  /** The resource it is about, even without a name: `selfsubjectreviews`. */
  resource?: string;
  reason?: string;
  message?: string;
  causes: readonly { reason?: string; message?: string }[];
  /** The object that a `Status` is about, such as `secrets` and `ecr-credentials`; absent if the answer names none. */
  about?: { resource: string; name: string };
}

/**
 * Reads a `Status` body, sent by a kube-apiserver or by a proxy in front of it.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function parseStatus(body: string, scrub: (text: string) => string): StatusDetails {
  return readStatus(hasAtMost(mostValues, body) ? parseObject(body) : {}, scrub);
}

/** The same for a body that has been parsed. */
export function readStatus(body: unknown, scrub: (text: string) => string): StatusDetails {
  const parsed = isObject(body) ? body : {};
  const details = isObject(parsed['details']) ? parsed['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isObject) : [];
  const message = upTo(longestText, scrub)(parsed['message']);
  const text = upTo(longestText, scrub);
  return dropUndefined({
    isStatus: parsed['kind'] === 'Status',
    resource: parsed['kind'] === 'Status' ? text(details['kind']) : undefined,
    reason: text(parsed['reason']),
    message,
    causes: causes.slice(0, mostCauses).map((cause) =>
      dropUndefined({
        reason: text(cause['reason']),
        message: text(cause['message']),
      }),
    ),
    about: parsed['kind'] === 'Status' ? aboutIn(details) : undefined,
  }) as StatusDetails;
}

/** Compared with the requested object, and never shown. */
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

/** Scrubs one text after the other, up to so many characters of all of them; other values are undefined. */
function upTo(most: number, scrub: (text: string) => string): (value: unknown) => string | undefined {
  let left = most;
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const text = clip(value, left);
    left -= text.length;
    return scrub(text);
  };
}

/** Cuts between words: half a credential would not be recognised as one. */
function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, Math.max(0, text.lastIndexOf(' ', most)));
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
