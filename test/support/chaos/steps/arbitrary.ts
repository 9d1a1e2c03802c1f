import fc from 'fast-check';
import type { AwsService } from '../../../../local/aws/calls.ts';
import type { Fault as AwsFault } from '../../../../local/aws/faults.ts';
import type { Fault as ClusterFault } from '../../simulation/fault.ts';
import { mintings } from '../service/identity.ts';
import type { Fate } from '../time/run.ts';
import { adminActions, intrusions, type Schedule, type Shape, type Step } from './step.ts';

const shape: fc.Arbitrary<Shape> = fc.record({
  namespaces: fc.integer({ min: 1, max: 3 }),
  linked: fc.boolean(),
  glob: fc.boolean(),
  role: fc.boolean(),
  public: fc.boolean(),
  refreshEveryMinutes: fc.constantFrom(60, 15, 300),
  renew: fc.constantFrom(undefined, undefined, 20, 60, 240),
});

const times = fc.oneof(fc.constant({}), fc.record({ times: fc.integer({ min: 1, max: 6 }) }));

const at = fc.constantFrom('first-byte' as const, 'mid-body' as const, 'handshake' as const);

const when = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record({
      when: fc.constantFrom(
        { resource: 'secrets' },
        { resource: 'serviceaccounts' },
        { resource: 'serviceaccounts/token' },
        { resource: 'namespaces' },
        { namespace: 'team-0' },
        { verb: 'patch' },
        { verb: 'delete' },
      ),
    }),
  },
);

const clusterFaultKind = fc.oneof(
  fc.record({ kind: fc.constant('hang' as const), at }),
  fc.record({ kind: fc.constant('reset' as const), at }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(
      401 as const,
      403 as const,
      404 as const,
      409 as const,
      422 as const,
      429 as const,
      500 as const,
      503 as const,
    ),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(429 as const, 503 as const),
    retryAfter: fc.constantFrom(1, 15, 3600),
  }),
  fc.record({
    kind: fc.constant('echo' as const),
    status: fc.constantFrom(400 as const, 403 as const, 422 as const, 500 as const),
    as: fc.constantFrom(undefined, 'base64' as const, 'percent' as const, 'bytes' as const),
  }),
  fc.record({ kind: fc.constant('slow' as const), ms: fc.constantFrom(500, 9_000, 30_000) }),
  fc.record({ kind: fc.constant('garbage' as const), status: fc.constantFrom(200, 502) }),
  fc.record({ kind: fc.constant('flood' as const) }),
  fc.record({
    kind: fc.constant('tls' as const),
    problem: fc.constantFrom('expired' as const, 'wrong-host' as const, 'unknown-ca' as const),
  }),
);

const clusterFault = fc
  .tuple(clusterFaultKind, when, times)
  .map(([kind, match, limit]) => ({ ...kind, ...match, ...limit }) as ClusterFault);

const everywhere: readonly AwsFault[] = [
  { kind: 'throttle' },
  { kind: 'error' },
  { kind: 'reset' },
  { kind: 'lost-answer' },
  { kind: 'hang' },
  { kind: 'slow', ms: 500 },
  { kind: 'slow', ms: 7_000 },
  { kind: 'deny' },
];

/** Lambda is called only for preflights, which do not occur here. */
const awsFaults: Record<Exclude<AwsService, 'lambda'>, readonly AwsFault[]> = {
  dynamodb: everywhere,
  sqs: everywhere,
  secretsmanager: [...everywhere, { kind: 'missing' }, { kind: 'corrupt' }],
  ecr: [...everywhere, { kind: 'half-spent' }, { kind: 'half-spent' }],
  'ecr-public': [...everywhere, { kind: 'half-spent' }],
  sts: everywhere,
  // What gets a credential refused, and what only leaves it untried.
  registry: everywhere,
};

const operations: Partial<Record<AwsService, readonly string[]>> = {
  secretsmanager: ['PutSecretValue', 'UpdateSecretVersionStage', 'DescribeSecret', 'GetSecretValue'],
  dynamodb: ['UpdateItem', 'Query', 'GetItem', 'BatchGetItem', 'PutItem'],
};

const awsRule = fc.constantFrom(...(Object.keys(awsFaults) as (keyof typeof awsFaults)[])).chain((service) =>
  fc
    .tuple(
      fc.constantFrom(...awsFaults[service]),
      fc.constantFrom(undefined, ...(operations[service] ?? [])),
      times,
      fc.constantFrom(undefined, undefined, undefined, 1),
    )
    .map(([fault, operation, limit, attempt]) => ({
      service,
      fault,
      ...(operation !== undefined && { operation }),
      ...limit,
      // The client's own retry succeeds.
      ...(attempt !== undefined && { attempt }),
    })),
);

const index = fc.nat({ max: 5 });
/** Usually nothing: a worker that dies or lags does only part of its work. */
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ dieAfter: fc.integer({ min: 1, max: 16 }) }) },
  { weight: 1, arbitrary: fc.record({ lagAt: fc.integer({ min: 1, max: 10 }) }) },
);

const deliver: fc.Arbitrary<Step> = fc
  .tuple(
    fc.record({
      do: fc.constant('deliver' as const),
      from: index,
      count: fc.integer({ min: 1, max: 3 }),
      worker: fc.nat({ max: 1 }),
      keep: fc.boolean(),
    }),
    fate,
  )
  .map(([step, own]) => ({ ...step, ...own }));

const push: fc.Arbitrary<Step> = fc
  .tuple(fc.record({ do: fc.constant('push' as const), cluster: index, worker: fc.nat({ max: 1 }) }), fate)
  .map(([step, own]) => ({ ...step, ...own }));

const tick: fc.Arbitrary<Step> = fate.map((own) => ({ do: 'tick', ...own }));

const ask: fc.Arbitrary<Step> = fc
  .tuple(
    fc.record({ do: fc.constant('ask' as const), cluster: index, action: fc.constantFrom(...adminActions) }),
    fate,
  )
  .map(([step, own]) => ({ ...step, ...own }));

const intrude: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('intrude' as const),
  cluster: index,
  intrusion: fc.constantFrom(...intrusions),
  during: fc.boolean(),
});

const cap: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('cap' as const),
  cluster: index,
  minutes: fc.constantFrom(20, 60, 15, 1440),
});

const mint: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('mint' as const),
  cluster: index,
  minting: fc.constantFrom(...mintings),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 10, 32, 61, 200, 400, 800),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('live' as const), minutes: fc.constantFrom(5, 20, 70) }),
  },
  { weight: 3, arbitrary: tick },
  { weight: 5, arbitrary: push },
  { weight: 4, arbitrary: deliver },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), from: index }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('break' as const), cluster: index, fault: clusterFault }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mend' as const), cluster: index }) },
  { weight: 1, arbitrary: cap },
  { weight: 1, arbitrary: mint },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), cluster: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('break-aws' as const), rule: awsRule }) },
  { weight: 2, arbitrary: fc.constant({ do: 'mend-aws' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'revoke' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('skew' as const),
      worker: fc.nat({ max: 2 }),
      minutes: fc.constantFrom(-30, -2, 2, 30),
    }),
  },
  { weight: 3, arbitrary: ask },
  { weight: 2, arbitrary: intrude },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('at-once' as const),
      steps: fc.array(fc.oneof(deliver, push, tick, ask), { minLength: 2, maxLength: 3 }),
    }),
  },
);

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  clusters: fc.array(shape, { minLength: 1, maxLength: 3 }),
  chance: fc.constantFrom(0.5, 0, 0.99),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
});
