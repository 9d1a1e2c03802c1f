import type { Route } from '../routes.ts';
import * as examples from './examples.ts';

type Method = Lowercase<Route['method']>;

/** Names of schemas under components. */
export type SchemaName =
  | 'Registration'
  | 'Replacement'
  | 'Patch'
  | 'Rotation'
  | 'Target'
  | 'Registry'
  | 'Cluster'
  | 'ChangedCluster'
  | 'ClusterList'
  | 'DryRun'
  | 'CheckResult'
  | 'Probe'
  | 'ProbeResult'
  | 'EventList'
  | 'Fleet'
  | 'Problem';

export interface Operation {
  id: string;
  summary: string;
  query?: readonly (keyof typeof queryParameters)[];
  ifMatch?: boolean;
  /** Whether If-None-Match: * makes it only create. */
  ifNoneMatch?: boolean;
  body?: { schema: SchemaName; types: readonly string[]; example: unknown };
  /** Several schemas: one of them. */
  answers: Readonly<
    Record<number, { text: string; schema?: SchemaName | readonly SchemaName[]; example?: unknown }>
  >;
  /** Problems in addition to those that every request may have. */
  problems: readonly number[];
}

export const queryParameters = {
  preflight: { text: 'false skips the checks', schema: { type: 'boolean', default: true } },
  dryRun: { text: 'true checks and stores nothing', schema: { type: 'boolean', default: false } },
  force: {
    text: 'true forgets the cluster at once, if it is gone for good',
    schema: { type: 'boolean', default: false },
  },
  label: {
    text: 'key=value, or key; repeated or separated by commas, all must match',
    schema: { type: 'array', items: { type: 'string' } },
  },
  phase: {
    text: 'Repeated or separated by commas; one must match',
    schema: { type: 'array', items: { type: 'string' } },
  },
  limit: {
    text: 'The largest number of items',
    schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
  },
  cursor: { text: 'The cursor of the previous page', schema: { type: 'string' } },
} as const;

const json = ['application/json'] as const;
const changed = {
  text: 'The cluster, changed; with dryRun: what would be changed',
  schema: ['ChangedCluster', 'DryRun'],
  example: examples.changed,
} as const;
const accepted = {
  text: 'The cluster; a push is on its way',
  schema: 'ChangedCluster',
  example: examples.changed,
} as const;
const registered = {
  text: 'Registered; the first push is on its way',
  schema: 'ChangedCluster',
  example: { ...examples.changed, version: 1, preflight: examples.preflight },
} as const;
const dryRun = {
  text: 'With dryRun: what the checks found, and the plan',
  schema: 'DryRun',
  example: { dryRun: true, preflight: examples.preflight, plan: examples.plan },
} as const;

function part(
  schema: 'Target' | 'Registry',
  one: 'target' | 'registry',
  example: unknown,
): Partial<Record<Method, Operation>> {
  return {
    get: {
      id: `get${schema}`,
      summary: `Read one ${one} of a cluster`,
      answers: { 200: { text: `The ${one}`, schema, example } },
      problems: [404],
    },
    put: {
      id: `put${schema}`,
      summary: `Add one ${one} to a cluster, or replace it; all others stay`,
      query: ['preflight', 'dryRun'],
      ifMatch: true,
      ifNoneMatch: true,
      body: { schema, types: json, example },
      answers: { 200: changed, 201: { ...changed, text: 'Added', schema: 'ChangedCluster' } },
      problems: [404, 409, 412, 413, 415, 422],
    },
    delete: {
      id: `delete${schema}`,
      summary:
        one === 'target'
          ? 'Remove one target from a cluster, and what it wrote from the cluster’s namespaces'
          : 'Remove one registry from a cluster, if no target names it',
      query: ['dryRun'],
      ifMatch: true,
      answers: { 200: changed },
      problems: [404, 409, 412, 422],
    },
  };
}

/** What the routes do, by path and method. */
export const operations: Readonly<Record<string, Partial<Record<Method, Operation>>>> = {
  '/clusters': {
    post: {
      id: 'registerCluster',
      summary: 'Register a cluster, after checking everything that a push needs',
      query: ['preflight', 'dryRun'],
      body: { schema: 'Registration', types: json, example: examples.registration },
      answers: {
        200: dryRun,
        201: registered,
      },
      problems: [409, 413, 415, 422],
    },
    get: {
      id: 'listClusters',
      summary: 'List clusters in the order of their names',
      query: ['label', 'phase', 'limit', 'cursor'],
      answers: { 200: { text: 'A page', schema: 'ClusterList', example: { items: [examples.cluster] } } },
      problems: [],
    },
  },
  '/clusters/{name}': {
    get: {
      id: 'getCluster',
      summary: 'Read a cluster with its status',
      answers: { 200: { text: 'The cluster', schema: 'Cluster', example: examples.cluster } },
      problems: [404],
    },
    put: {
      id: 'putCluster',
      summary: 'Register or replace a cluster; sending it twice changes nothing the second time',
      query: ['preflight', 'dryRun'],
      ifMatch: true,
      ifNoneMatch: true,
      body: { schema: 'Replacement', types: json, example: examples.registration },
      answers: { 200: changed, 201: registered },
      problems: [409, 412, 413, 415, 422],
    },
    patch: {
      id: 'patchCluster',
      summary: 'Change some fields by JSON Merge Patch (RFC 7386); all but name, context and kubeconfig',
      query: ['preflight', 'dryRun'],
      ifMatch: true,
      body: { schema: 'Patch', types: ['application/merge-patch+json', ...json], example: examples.patch },
      answers: { 200: changed },
      problems: [404, 409, 412, 413, 415, 422],
    },
    delete: {
      id: 'deregisterCluster',
      summary:
        'Remove what PullPass put into the cluster, then forget the cluster; sending it again retries at once',
      query: ['force', 'dryRun'],
      ifMatch: true,
      answers: {
        200: {
          ...dryRun,
          example: { dryRun: true, preflight: { result: 'skipped', checks: [] }, plan: examples.leavingPlan },
        },
        202: { text: 'Deregistering', schema: 'ChangedCluster', example: examples.leaving },
        204: { text: 'With force: forgotten' },
      },
      problems: [404, 409, 412],
    },
  },
  '/clusters/{name}/kubeconfig': {
    put: {
      id: 'rotateKubeconfig',
      summary: 'Replace the credential in use, after a preflight',
      query: ['preflight', 'dryRun'],
      ifMatch: true,
      body: { schema: 'Rotation', types: json, example: examples.rotation },
      answers: { 200: changed },
      problems: [404, 409, 412, 413, 415, 422],
    },
  },
  '/clusters/{name}/targets/{target}': part('Target', 'target', examples.registration.targets[0]),
  '/clusters/{name}/registries/{registry}': part('Registry', 'registry', examples.registration.registries[0]),
  '/clusters/{name}/removals': {
    delete: {
      id: 'giveUpRemovals',
      summary: 'Leave what is still to be removed (status.removing) in the cluster',
      ifMatch: true,
      answers: {
        202: {
          text: 'The cluster; the plan shows what is left there; a push is on its way',
          schema: 'ChangedCluster',
          example: examples.changed,
        },
      },
      problems: [404, 409, 412],
    },
  },
  '/clusters/{name}/check': {
    post: {
      id: 'checkCluster',
      summary:
        'Make the preflight with the credential in use, and list what is in the cluster; changes nothing',
      answers: {
        200: {
          text: 'What was found, even if a check failed',
          schema: 'CheckResult',
          example: { preflight: examples.preflight, held: examples.held },
        },
      },
      problems: [404],
    },
  },
  '/clusters/{name}/refresh': {
    post: {
      id: 'refreshCluster',
      summary: 'Push now',
      ifMatch: true,
      answers: { 202: accepted },
      problems: [404, 409, 412],
    },
  },
  '/clusters/{name}/pause': {
    post: {
      id: 'pauseCluster',
      summary: 'Stop pushing until resumed',
      ifMatch: true,
      answers: { 202: { text: 'Paused', schema: 'ChangedCluster', example: examples.paused } },
      problems: [404, 409, 412],
    },
  },
  '/clusters/{name}/resume': {
    post: {
      id: 'resumeCluster',
      summary: 'Push again, starting now',
      ifMatch: true,
      answers: { 202: accepted },
      problems: [404, 409, 412],
    },
  },
  '/clusters/{name}/events': {
    get: {
      id: 'listEvents',
      summary: 'The audit trail of 30 days, newest first; it outlives the cluster',
      query: ['limit', 'cursor'],
      answers: { 200: { text: 'A page', schema: 'EventList', example: { items: [examples.event] } } },
      problems: [404],
    },
  },
  '/probe': {
    post: {
      id: 'probeAddress',
      summary:
        'Test whether the workers of a site reach an API server and its TLS is valid; sends no credential, changes nothing',
      body: { schema: 'Probe', types: json, example: examples.probe },
      answers: {
        200: {
          text: 'The result, good or bad',
          schema: 'ProbeResult',
          example: examples.probed,
        },
      },
      problems: [413, 415, 422],
    },
  },
  '/fleet': {
    get: {
      id: 'getFleet',
      summary: 'Whether the fleet can pull, and until when: the verdict and its numbers',
      answers: { 200: { text: 'The fleet', schema: 'Fleet', example: examples.fleet } },
      problems: [],
    },
  },
  '/openapi.json': {
    get: {
      id: 'getOpenApi',
      summary: 'This document',
      answers: { 200: { text: 'OpenAPI 3.1' } },
      problems: [],
    },
  },
};
