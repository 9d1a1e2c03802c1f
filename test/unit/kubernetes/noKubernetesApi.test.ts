import { expect, test } from '@jest/globals';
import { answerFailure } from '../../../shared/kubernetes/answerFailure.ts';
import { NoKubernetesApi } from '../../../shared/kubernetes/noKubernetesApi.ts';
import { decideRetry } from '../../../shared/kubernetes/retry.ts';
import type { Route } from '../../../shared/kubernetes/route.ts';
import { parseStatus } from '../../../shared/kubernetes/status.ts';
import { advice } from '../../../shared/targets/advice.ts';

const secret = '/api/v1/namespaces/payments/secrets/ecr-credentials';
const self = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const openshift = '/apis/config.openshift.io/v1/infrastructures/cluster';
const rancher = { basePath: '/k8s/clusters/c-1' };

const aStatus = (message: string, details?: object) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, details });
const notFound = 'the server could not find the requested resource';
const forbidden = (what: string, details: object) =>
  aStatus(`${what} is forbidden: User "robot" cannot patch resource "${what}" in API group ""`, details);
const page = '<html><h1>Not here</h1></html>';

function failureOf(path: string, status: number, body: string, route: Route = {}) {
  const request = { host: 'api.example.com', method: 'GET', path: (route.basePath ?? '') + path };
  const said = parseStatus(body, (text) => text);
  return answerFailure({ status, body }, said, { advice, request, route });
}

test.each<[string, string, number, string, Route]>([
  ['a page in place of a secret', secret, 404, page, {}],
  ['a page that forbids', secret, 403, page, {}],
  ['a page instead of the user’s name', self, 404, page, {}],
  ['a page in place of what OpenShift says', openshift, 404, page, {}],
  ['an empty answer', secret, 400, '', {}],
  ['a redirect', self, 302, '', {}],
  ['Go’s own 404 of a secret', secret, 404, '404 page not found\n', {}],
  ['Go’s own 404 of what every API server answers', access, 404, '404 page not found\n', {}],
  ['a resource that every API server has, said not to be one', access, 404, aStatus(notFound, {}), {}],
  ['a secret’s path, reported as unknown', secret, 404, aStatus(notFound, {}), { basePath: '/api/v1' }],
  [
    'a refusal as to another resource',
    secret,
    403,
    forbidden('api', { kind: 'api', name: 'v1' }),
    { basePath: '/api/v1' },
  ],
  [
    'a refusal as to a path',
    secret,
    403,
    aStatus('forbidden: User "robot" cannot get path "/x/api/v1"', {}),
    { basePath: '/x' },
  ],
  [
    'a refusal by something in front of it',
    secret,
    403,
    forbidden('clusters', { kind: 'clusters', name: 'c-1' }),
    rancher,
  ],
  [
    'JSON from something in front of it',
    secret,
    404,
    '{"type":"error","message":"no such cluster"}',
    rancher,
  ],
])('%s is not an API server’s answer, and is not requested again', (_, path, status, body, route) => {
  const failure = failureOf(path, status, body, route);
  expect(failure).toBeInstanceOf(NoKubernetesApi);
  expect(failure).toMatchObject({ kind: 'unreachable', status: undefined });
  const asked = {
    retryAfter: undefined,
    reusedConnection: false,
    remaining: 60_000,
    now: 0,
    random: () => 0,
  };
  expect(decideRetry({ failure, attempts: 1, ...asked })).toMatchObject({ retry: false });
});

test.each<[string, string, number, string, Route, object]>([
  [
    'a missing secret',
    secret,
    404,
    aStatus('secrets "x" not found', { kind: 'secrets', name: 'x' }),
    {},
    { kind: 'not-found', status: 404 },
  ],
  [
    'SelfSubjectReview before Kubernetes 1.28',
    self,
    404,
    aStatus(notFound, {}),
    {},
    { kind: 'not-found', status: 404 },
  ],
  [
    'OpenShift’s API on plain Kubernetes',
    openshift,
    404,
    '404 page not found\n',
    {},
    { kind: 'not-found', status: 404 },
  ],
  [
    'a lacking permission',
    secret,
    403,
    forbidden('secrets', { kind: 'secrets', name: 'x' }),
    rancher,
    { kind: 'forbidden', status: 403 },
  ],
  [
    'shed load',
    secret,
    429,
    'Too many requests, please try again later.\n',
    {},
    { kind: 'throttled', status: 429 },
  ],
  ['a load balancer without a server behind it', secret, 503, page, {}, { kind: 'unreachable', status: 503 }],
  ['a refused credential, by any server', secret, 401, page, {}, { kind: 'unauthorized', status: 401 }],
])('%s is reported as what it is', (_, path, status, body, route, expected) => {
  const failure = failureOf(path, status, body, route);
  expect(failure).not.toBeInstanceOf(NoKubernetesApi);
  expect(failure).toMatchObject(expected);
});
