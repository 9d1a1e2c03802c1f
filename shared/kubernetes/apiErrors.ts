import { ApiStatusFailure } from './failures.ts';

/** A requested object, such as `secrets` and `ecr-credentials`. */
export interface Asked {
  resource: 'secrets' | 'serviceaccounts';
  name: string;
}

/** Whether the API server says that an object does not exist. A webhook that denies with 404 does not count. */
export function isNotFound(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 404 && error.kind === 'not-found';
}

/**
 * Whether the API server itself said that this very object does not exist. No other 404 means that: proxies and other
 * servers at the address answer 404 too, and so does an API server for an unknown path, or when a webhook denies with
 * it.
 */
export function isMissing(error: unknown, asked: Asked): boolean {
  return isNotFound(error) && error.details.reason === 'NotFound' && isAbout(error, asked);
}

/** Whether the authorizer refused. A denial by admission control means that the authorizer allowed it. */
export function isForbidden(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.kind === 'forbidden';
}

/**
 * Whether the API server's authorizer refused to show this very object. Policies and webhooks also answer 403, but
 * never to a read.
 * Source: https://github.com/kubernetes/apiserver/blob/v0.34.0/pkg/endpoints/handlers/responsewriters/errors.go
 * (ForbiddenStatusError)
 */
export function isHidden(error: unknown, asked: Asked): boolean {
  return (
    isForbidden(error) &&
    error.details.reason === 'Forbidden' &&
    ['get', 'list'].includes(error.lack?.verb ?? '') &&
    isAbout(error, asked)
  );
}

/** Whether the API server refuses: it has no such API, or its authorizer or admission control says no. */
export function isRefused(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && (error.status === 403 || error.status === 404);
}

/** Whether somebody else changed the object after it was read. */
export function isConflict(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 409 && error.kind === 'conflict';
}

/** Whether the object is invalid. A policy that denies with 422 does not count. */
export function isInvalid(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.status === 422 && error.kind === 'conflict';
}

/**
 * Whether a JSON patch did not apply to the current object: its `test` failed. (An invalid object is a 422 too, but
 * with causes.)
 * Source: https://github.com/kubernetes/apiserver/blob/v0.34.4/pkg/endpoints/handlers/patch.go (applyJSPatch)
 */
export function isPatchTestFailed(error: unknown): error is ApiStatusFailure {
  return isInvalid(error) && error.details.causes.length === 0;
}

/** Whether nothing can be created in the namespace, because it is being deleted. */
export function isTerminating(error: unknown): error is ApiStatusFailure {
  return error instanceof ApiStatusFailure && error.hasCause('NamespaceTerminating');
}

/** The answer; undefined if asking fails in this way. */
export async function undefinedIf<T>(
  isSo: (error: unknown) => boolean,
  asked: Promise<T>,
): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isSo(error)) return undefined;
    throw error;
  }
}

function isAbout({ details: { about } }: ApiStatusFailure, { resource, name }: Asked): boolean {
  return about?.resource === resource && about.name === name;
}
