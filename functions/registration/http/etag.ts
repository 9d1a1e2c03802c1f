import { header } from './body.ts';
import type { HttpEvent } from './event.ts';
import { Problem } from './problem.ts';

/** The ETag for a version of a cluster's spec. */
export const etag = (version: number): string => `"${version}"`;

/** Which versions the caller accepts: those in If-Match, or any. */
export interface Precondition {
  accepts(version: number): boolean;
}

/** Source: https://www.rfc-editor.org/rfc/rfc9110#field.if-match (strong comparison: W/"7" matches nothing) */
export function ifMatch(event: HttpEvent): Precondition {
  const value = header(event, 'if-match');
  if (value === undefined || value.trim() === '*') return { accepts: () => true };
  const tags = value.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[^"]{0,40}"$/.test(tag)))
    throw new Problem(400, 'if-match', 'If-Match must be * or ETags in double quotes, such as "7".');
  return { accepts: (version) => tags.includes(etag(version)) };
}

export function changedMeanwhile(name: string, version: number | undefined): Problem {
  return new Problem(
    412,
    'precondition-failed',
    version === undefined
      ? `There is no cluster "${name}" that If-Match could match.`
      : `The cluster "${name}" is at version ${version}, which If-Match does not name.`,
    { remedy: 'Read the cluster, look at what changed, and send the change again with its ETag.' },
    version === undefined ? {} : { etag: etag(version) },
  );
}
