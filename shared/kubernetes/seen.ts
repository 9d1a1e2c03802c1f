import { type ApiStatusFailure, isForbidden, isNotFound } from './failures.ts';

/** A requested object, such as `secrets` and `ecr-credentials`. */
export interface Asked {
  resource: 'secrets' | 'serviceaccounts';
  name: string;
}

/**
 * Whether the API server itself said that this very object does not exist. No other 404 means that: proxies and other
 * servers at the address answer 404 too, and so does an API server for an unknown path, or when a webhook denies with
 * it.
 */
export function isMissing(error: unknown, asked: Asked): boolean {
  return isNotFound(error) && error.details.reason === 'NotFound' && isAbout(error, asked);
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

function isAbout({ details: { about } }: ApiStatusFailure, { resource, name }: Asked): boolean {
  return about?.resource === resource && about.name === name;
}
