import type { Schedule, Shape, Step } from './steps/step.ts';

const small: Shape = { namespaces: 1, linked: false, glob: false, role: false, refreshEveryMinutes: 60 };
const plain: Shape = { namespaces: 2, linked: true, glob: true, role: true, refreshEveryMinutes: 60 };

const push = (worker: number, more: { cluster?: number; dieAfter?: number; lagAt?: number } = {}): Step => ({
  do: 'push',
  cluster: 0,
  worker,
  ...more,
});
const halfSpent: Step = { do: 'break-aws', rule: { service: 'ecr', fault: { kind: 'half-spent' } } };

/** The next request for a secret takes effect 30 s after it was sent, when nobody waits for it any more. */
const lateWrite: Step = {
  do: 'break',
  cluster: 0,
  fault: { kind: 'slow', ms: 30_000, when: { resource: 'secrets' }, times: 1 },
};

/** One message in the hands of two workers at once: one that keeps an older token, and a cold one. */
const toBoth = (lags: Partial<Record<'newer' | 'older', { lagAt: number }>>): Schedule => ({
  clusters: [small],
  steps: [
    push(0),
    { do: 'wait', minutes: 200 },
    { do: 'tick' },
    {
      do: 'at-once',
      steps: [
        { do: 'deliver', from: 1, count: 1, worker: 1, keep: true, ...lags.newer },
        { do: 'deliver', from: 1, count: 1, worker: 0, keep: true, ...lags.older },
      ],
    },
  ],
});

/** Schedules that break a careless PullPass: found by the suite, or feared from the start. */
export const counterexamples: readonly [string, Schedule][] = [
  [
    'a finalizer holds the secret of a cluster that is deregistered',
    {
      clusters: [plain],
      steps: [
        push(0),
        { do: 'intrude', cluster: 0, intrusion: 'hold-secret', during: false },
        { do: 'ask', cluster: 0, action: 'deregister' },
        { do: 'live', minutes: 20 },
      ],
    },
  ],
  [
    'a webhook denies the deletions of a cluster that is deregistered',
    {
      clusters: [plain],
      steps: [
        push(0),
        { do: 'break', cluster: 0, fault: { kind: 'status', status: 403, when: { verb: 'delete' } } },
        { do: 'ask', cluster: 0, action: 'deregister' },
        { do: 'live', minutes: 20 },
      ],
    },
  ],
  [
    'a secret whose labels others rewrite is held by a finalizer when its target is removed',
    {
      clusters: [small],
      steps: [
        push(0),
        { do: 'intrude', cluster: 0, intrusion: 'relabel-secret', during: false },
        { do: 'intrude', cluster: 0, intrusion: 'hold-secret', during: false },
        { do: 'ask', cluster: 0, action: 'rename-secret' },
        { do: 'live', minutes: 20 },
        { do: 'mend', cluster: 0 },
        { do: 'live', minutes: 20 },
      ],
    },
  ],
  [
    'a cold worker gets a half-spent token for a cluster with a fresh one',
    { clusters: [small], steps: [push(0), halfSpent, push(1)] },
  ],
  [
    'a warm worker comes back with a token older than the one that another has written',
    { clusters: [small], steps: [push(0), { do: 'wait', minutes: 200 }, push(1), push(0)] },
  ],
  [
    'a worker with an older token dies before it can tell that it wrote it',
    { clusters: [small], steps: [push(0), { do: 'wait', minutes: 200 }, push(1), push(0, { dieAfter: 4 })] },
  ],
  [
    'the token has expired, and the worker that replaces it dies after each namespace',
    { clusters: [plain], steps: [push(0), { do: 'wait', minutes: 800 }, push(0, { dieAfter: 6 })] },
  ],
  [
    'two workers get one message at the same time, and the slower one has the older token',
    toBoth({ older: { lagAt: 3 } }),
  ],
  [
    'two workers get one message, and the one that wrote first, with the better token, records last',
    toBoth({ newer: { lagAt: 5 }, older: { lagAt: 1 } }),
  ],
  [
    'DynamoDB loses the answer to the record of a push',
    {
      clusters: [plain],
      steps: [
        {
          do: 'break-aws',
          rule: { service: 'dynamodb', operation: 'UpdateItem', fault: { kind: 'lost-answer' }, times: 1 },
        },
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'DynamoDB fails from the moment that a shorter-lived token is written',
    {
      clusters: [small],
      steps: [
        push(0),
        { do: 'wait', minutes: 400 },
        halfSpent,
        { do: 'break-aws', rule: { service: 'dynamodb', operation: 'UpdateItem', fault: { kind: 'error' } } },
        push(1),
        { do: 'mend-aws' },
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'the namespace is deleted while its service account is rewritten, and a message comes twice',
    {
      clusters: [plain, plain],
      steps: [
        { do: 'live', minutes: 1 },
        { do: 'intrude', cluster: 0, intrusion: 'rewrite-account', during: true },
        { do: 'intrude', cluster: 0, intrusion: 'terminate-namespace', during: true },
        { do: 'wait', minutes: 61 },
        { do: 'tick' },
        { do: 'deliver', from: 0, count: 2, worker: 0, keep: true },
        { do: 'deliver', from: 0, count: 2, worker: 1, keep: false },
      ],
    },
  ],
  [
    'a deregistration is requested while a push is under way, and its worker dies while it cleans',
    {
      clusters: [plain],
      steps: [
        push(0),
        {
          do: 'at-once',
          steps: [push(0, { lagAt: 4 }), { do: 'ask', cluster: 0, action: 'deregister' }],
        },
        { do: 'deliver', from: 1, count: 1, worker: 0, keep: true, dieAfter: 7 },
      ],
    },
  ],
  [
    'a cluster is deregistered, cleaned and forgotten between the start of a push and what it writes',
    {
      clusters: [plain],
      steps: [
        {
          do: 'at-once',
          steps: [
            { do: 'ask', cluster: 0, action: 'deregister' },
            push(0),
            { do: 'deliver', from: 0, count: 1, worker: 0, keep: false, lagAt: 5 },
          ],
        },
        push(0, { lagAt: 1 }),
      ],
    },
  ],
  [
    'a sign-in page answers 200 to the deletion of a secret, as its cluster is deregistered',
    {
      clusters: [small],
      steps: [
        push(0),
        { do: 'ask', cluster: 0, action: 'deregister' },
        {
          do: 'break',
          cluster: 0,
          fault: { kind: 'garbage', status: 200, when: { verb: 'delete' } },
        },
        { do: 'deliver', from: 0, count: 2, worker: 0, keep: false },
      ],
    },
  ],
  [
    'an API server hangs in a batch with one that does not',
    {
      clusters: [small, small, small],
      steps: [
        { do: 'break', cluster: 0, fault: { kind: 'hang', at: 'first-byte' } },
        { do: 'deliver', from: 0, count: 3, worker: 0, keep: false },
        { do: 'live', minutes: 20 },
      ],
    },
  ],
  [
    'a registry refuses what two clusters hold, and one of them finds it out',
    {
      clusters: [small, small],
      steps: [push(0), push(0, { cluster: 1 }), { do: 'wait', minutes: 16 }, { do: 'revoke' }, push(0)],
    },
  ],
  [
    'a registry refuses what a cluster holds, and the one in its place is half spent',
    {
      clusters: [small],
      steps: [push(0), { do: 'wait', minutes: 16 }, { do: 'revoke' }, halfSpent, push(0)],
    },
  ],
  [
    'a registry refuses what is just being written into a cluster',
    {
      clusters: [small, small],
      steps: [
        push(0),
        { do: 'wait', minutes: 16 },
        { do: 'revoke' },
        {
          do: 'at-once',
          steps: [push(0, { lagAt: 4 }), push(0, { cluster: 1 }), push(1)],
        },
      ],
    },
  ],
  [
    'the tokens of a role are refused while its cluster is served',
    {
      clusters: [{ ...small, role: true, refreshEveryMinutes: 15 }],
      steps: [push(0), { do: 'wait', minutes: 61 }, push(0), { do: 'revoke' }, { do: 'live', minutes: 20 }],
    },
  ],
  [
    'the clock of the tick is half an hour ahead of those of the workers',
    {
      clusters: [small, { ...small, glob: true }],
      steps: [
        { do: 'skew', worker: 2, minutes: 30 },
        { do: 'live', minutes: 20 },
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'an API server writes a token 30 s after it was sent, long after the worker has given up',
    {
      clusters: [{ ...small, role: true, refreshEveryMinutes: 15 }],
      steps: [
        {
          do: 'break',
          cluster: 0,
          fault: { kind: 'slow', ms: 30_000, when: { resource: 'secrets' }, times: 1 },
        },
        { do: 'live', minutes: 70 },
      ],
    },
  ],
  [
    'a write that timed out is carried out after one with a registry more has succeeded',
    {
      clusters: [small],
      steps: [
        push(0),
        lateWrite,
        push(0),
        { do: 'ask', cluster: 0, action: 'add-registry' },
        push(0),
        { do: 'wait', minutes: 1 },
        { do: 'live', minutes: 2 },
      ],
    },
  ],
  [
    'the first write of all times out, and is carried out after the second has succeeded',
    {
      clusters: [small],
      steps: [
        {
          do: 'break',
          cluster: 0,
          fault: { kind: 'slow', ms: 12_000, when: { resource: 'secrets' }, times: 1 },
        },
        push(1),
        { do: 'mend', cluster: 0 },
        push(0),
        { do: 'wait', minutes: 1 },
      ],
    },
  ],
  [
    'a write that timed out is carried out after its cluster was cleaned for good',
    {
      clusters: [small],
      steps: [
        push(0),
        lateWrite,
        push(0),
        { do: 'ask', cluster: 0, action: 'deregister' },
        { do: 'deliver', from: 0, count: 3, worker: 0, keep: false },
        { do: 'deliver', from: 0, count: 3, worker: 0, keep: false },
        { do: 'wait', minutes: 1 },
      ],
    },
  ],
  [
    'a write that timed out is carried out after its secret was renamed',
    {
      clusters: [small],
      steps: [
        push(0),
        lateWrite,
        push(0),
        { do: 'ask', cluster: 0, action: 'rename-secret' },
        push(0),
        { do: 'wait', minutes: 1 },
        { do: 'live', minutes: 2 },
      ],
    },
  ],
  [
    'a worker dies while a registry takes 7 s to answer',
    {
      clusters: [{ ...small, public: true }],
      steps: [
        { do: 'break-aws', rule: { service: 'ecr-public', fault: { kind: 'slow', ms: 7_000 } } },
        push(0, { dieAfter: 5 }),
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'the only credential is refused once, long before it is due',
    {
      clusters: [{ ...small, renew: 240 }, small],
      steps: [
        { do: 'break', cluster: 0, fault: { kind: 'status', status: 401, times: 1 } },
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'the credential of a cluster that is leaving has ended, and is not hurried for',
    {
      clusters: [{ ...small, renew: 60 }, small],
      steps: [
        { do: 'at-once', steps: [{ do: 'ask', cluster: 0, action: 'deregister' }, push(0, { cluster: 3 })] },
        { do: 'wait', minutes: 800 },
      ],
    },
  ],
  [
    'a cluster that fails is paused and resumed, and nothing is pushed to it',
    {
      clusters: [small],
      steps: [
        { do: 'break', cluster: 0, fault: { kind: 'status', status: 503 } },
        push(0),
        { do: 'ask', cluster: 0, action: 'pause' },
        { do: 'ask', cluster: 0, action: 'resume' },
      ],
    },
  ],
  [
    'the service account of a cluster is removed, and its admin makes another one',
    {
      clusters: [{ ...small, renew: 20 }],
      steps: [
        { do: 'intrude', cluster: 0, intrusion: 'delete-identity', during: false },
        { do: 'ask', cluster: 0, action: 'rotate' },
      ],
    },
  ],
  [
    'that tokens end with their session is found out by a push that cannot write',
    {
      clusters: [{ ...small, role: true }],
      steps: [
        { do: 'live', minutes: 5 },
        push(1),
        { do: 'wait', minutes: 400 },
        { do: 'break', cluster: 0, fault: { kind: 'tls', problem: 'expired', times: 1 } },
        { do: 'revoke' },
        { do: 'live', minutes: 5 },
      ],
    },
  ],
  [
    'the tokens of a swept cluster are refused, and its interval is made shorter',
    {
      clusters: [{ ...small, glob: true, refreshEveryMinutes: 300 }],
      steps: [{ do: 'live', minutes: 5 }, { do: 'revoke' }, { do: 'ask', cluster: 0, action: 'shorten' }],
    },
  ],
  [
    'a credential that lives for 20 minutes is renewed between refreshes, after ECR throttled the first push',
    {
      clusters: [{ ...small, refreshEveryMinutes: 15, renew: 20 }],
      steps: [
        { do: 'break-aws', rule: { service: 'ecr', fault: { kind: 'throttle' }, times: 4 } },
        { do: 'live', minutes: 70 },
      ],
    },
  ],
  [
    'the API server grants too short a life to renew a credential, until the one in use ends',
    {
      clusters: [{ ...small, renew: 60 }],
      steps: [
        { do: 'cap', cluster: 0, minutes: 15 },
        { do: 'live', minutes: 70 },
      ],
    },
  ],
];
