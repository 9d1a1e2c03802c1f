import { type Answer, jsonAnswer, textAnswer } from '../../../shared/simulation/answers.ts';
import { denial } from '../../../shared/simulation/rbac.ts';
import type { Route } from '../../../shared/simulation/route.ts';
import {
  type ApiError,
  failure,
  forbidden,
  noSuchResource,
  type Status,
  unauthorized,
} from '../../../shared/simulation/status.ts';

type FaultStatus = 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503;

/** What the API server answers under an injected fault. `retryAfter`: seconds. */
export function faultAnswer(status: FaultStatus, route: Route, retryAfter?: number): Answer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
  if (status === 429) {
    return { ...textAnswer(429, 'Too many requests, please try again later.\n'), headers };
  }
  return jsonAnswer(status, faultStatus(status, route, retryAfter), headers);
}

/** The authorizer's refusal, as if the user's rights had been withdrawn. */
function notGranted(route: Route): ApiError {
  const user = { username: 'pullpass', groups: [] };
  const [resource, name] = route.kind === 'path' ? ['', ''] : [route.resource, route.name];
  return forbidden(resource, name, denial(user, route));
}

function faultStatus(status: Exclude<FaultStatus, 429>, route: Route, retryAfterSeconds?: number): Status {
  const details = retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } };
  switch (status) {
    case 401:
      return unauthorized().status;
    case 403:
      return notGranted(route).status;
    case 404:
      return noSuchResource().status;
    case 409:
      return failure(409, {
        message: 'Operation cannot be fulfilled: switched on for a test',
        reason: 'Conflict',
        details: {},
      }).status;
    case 422:
      return failure(422, {
        message: 'the server rejected our request due to an error in our request: switched on for a test',
        reason: 'Invalid',
        details: {},
      }).status;
    case 500:
      return failure(500, {
        message: 'Internal error occurred: etcdserver: leader changed',
        reason: 'InternalError',
        details: { causes: [{ message: 'etcdserver: leader changed' }] },
      }).status;
    case 503:
      return failure(503, {
        message: 'the server is currently unable to handle the request',
        reason: 'ServiceUnavailable',
        ...details,
      }).status;
  }
}
