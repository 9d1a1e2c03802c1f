import { type ApiStatusFailure, isForbidden, isNotFound } from './failures.ts';

/** An object that was asked for, as `secrets` and `ecr-credentials`. */
export interface Asked {
  resource: 'secrets' | 'serviceaccounts';
  name: string;
}

/**
 * Whether the API server itself said that this very object is not there. Any other 404 says nothing of it: proxies and
 * other servers at the address answer 404 too, and so does an API server to a path that it does not know,
 * or for a webhook that denies.
 */
export function isMissing(error: unknown, asked: Asked): boolean {
  return isNotFound(error) && error.details.reason === 'NotFound' && isAbout(error, asked);
}

/**
 * Whether the API server's authorizer refused to show this very object. A policy or a webhook that denies a change
 * answers 403 as well, but to no read.
 * Source: https://github.com/kubernetes/apiserver/blob/v0.34.0/pkg/endpoints/handlers/responsewriters/errors.go (ForbiddenStatusError)
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
