import { describe, expect, test } from '@jest/globals';
import type { AwsService } from '../../local/aws/calls.ts';
import type { Fault as AwsFault } from '../../local/aws/faults.ts';
import { survive } from '../support/chaos/chaos.ts';
import type { Shape, Step } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';
import type { Fault as ClusterFault } from '../support/simulation/fault.ts';

const service = useService();

const shape: Shape = { namespaces: 2, linked: true, glob: true, role: true, refreshEveryMinutes: 60 };

const inCluster = (fault: ClusterFault): Step => ({ do: 'break', cluster: 0, fault });
const inAws = (of: AwsService, fault: AwsFault, times?: number): Step => ({
  do: 'break-aws',
  rule: { service: of, fault, ...(times !== undefined && { times }) },
});
const served: Step = { do: 'live', minutes: 1 };
const anHour: Step = { do: 'live', minutes: 70 };

describe('a fault lasts for an hour, before the first push or after it, and is reported by its kind', () => {
  test.each<[string, Step, string | undefined]>([
    ['the API server hangs at TLS', inCluster({ kind: 'hang', at: 'handshake' }), 'timeout'],
    ['the API server hangs before its answer', inCluster({ kind: 'hang', at: 'first-byte' }), 'timeout'],
    ['the API server hangs within its answer', inCluster({ kind: 'hang', at: 'mid-body' }), 'timeout'],
    ['connections are reset as they open', inCluster({ kind: 'reset', at: 'handshake' }), 'unreachable'],
    ['connections are reset before an answer', inCluster({ kind: 'reset', at: 'first-byte' }), 'unreachable'],
    ['connections are reset within an answer', inCluster({ kind: 'reset', at: 'mid-body' }), 'unreachable'],
    ['the certificate has expired', inCluster({ kind: 'tls', problem: 'expired' }), 'tls'],
    ['the certificate is of another host', inCluster({ kind: 'tls', problem: 'wrong-host' }), 'tls'],
    ['the certificate is of another CA', inCluster({ kind: 'tls', problem: 'unknown-ca' }), 'tls'],
    ['the API server answers 401', inCluster({ kind: 'status', status: 401 }), 'unauthorized'],
    ['the API server answers 403', inCluster({ kind: 'status', status: 403 }), 'forbidden'],
    ['the API server answers 409', inCluster({ kind: 'status', status: 409 }), 'conflict'],
    ['the API server answers 422', inCluster({ kind: 'status', status: 422 }), 'conflict'],
    ['the API server answers 429', inCluster({ kind: 'status', status: 429 }), 'throttled'],
    [
      'the API server answers 429 for now',
      inCluster({ kind: 'status', status: 429, retryAfter: 1 }),
      'throttled',
    ],
    [
      'the API server answers 429 for an hour',
      inCluster({ kind: 'status', status: 429, retryAfter: 3600 }),
      'throttled',
    ],
    ['the API server answers 500', inCluster({ kind: 'status', status: 500 }), 'unreachable'],
    ['the API server answers 503', inCluster({ kind: 'status', status: 503 }), 'unreachable'],
    ['the API server is slow', inCluster({ kind: 'slow', ms: 9_000 }), undefined],
    ['the API server is too slow', inCluster({ kind: 'slow', ms: 30_000 }), 'timeout'],
    ['something else answers in its place', inCluster({ kind: 'garbage', status: 200 }), 'unreachable'],
    ['the API server refuses with megabytes', inCluster({ kind: 'flood' }), 'unreachable'],
    [
      'the writes are refused',
      inCluster({ kind: 'status', status: 403, when: { resource: 'secrets' } }),
      'forbidden',
    ],
    [
      'a controller keeps rewriting the service account',
      { do: 'intrude', cluster: 0, intrusion: 'rewrite-account', during: true },
      'conflict',
    ],
    ['ECR throttles', inAws('ecr', { kind: 'throttle' }), 'throttled'],
    ['ECR denies', inAws('ecr', { kind: 'deny' }), 'token'],
    ['ECR fails', inAws('ecr', { kind: 'error' }), 'token'],
    ['ECR hangs', inAws('ecr', { kind: 'hang' }), 'token'],
    ['ECR is slow', inAws('ecr', { kind: 'slow', ms: 7_000 }), undefined],
    ['STS throttles', inAws('sts', { kind: 'throttle' }), 'throttled'],
    ['STS denies', inAws('sts', { kind: 'deny' }), 'assume-role'],
    ['STS hangs', inAws('sts', { kind: 'hang' }), 'assume-role'],
    ['STS is slow', inAws('sts', { kind: 'slow', ms: 7_000 }), undefined],
    ['the kubeconfig is missing', inAws('secretsmanager', { kind: 'missing' }), 'kubeconfig'],
    ['the kubeconfig may not be read', inAws('secretsmanager', { kind: 'deny' }), 'kubeconfig'],
    ['the kubeconfig is damaged', inAws('secretsmanager', { kind: 'corrupt' }), 'kubeconfig'],
    ['Secrets Manager throttles', inAws('secretsmanager', { kind: 'throttle' }), 'internal'],
    ['Secrets Manager hangs', inAws('secretsmanager', { kind: 'hang' }), 'internal'],
  ])('%s', async (_, fault, kind) => {
    const afresh = await survive(service(), { clusters: [shape, shape], steps: [fault, anHour] });
    const later = await survive(service(), {
      clusters: [shape, shape],
      steps: [served, { do: 'wait', minutes: 420 }, fault, anHour],
    });
    for (const passages of [afresh, later])
      expect(passages.at(-1)?.seen.records.get('cluster-0')?.error?.kind).toBe(kind);
    const other = later.at(-1)?.seen.records.get('cluster-1');
    if (fault.do === 'break') expect(other?.phase).toBe('Healthy');
  });
});

describe('a fault of our own infrastructure lasts for an hour, and no cluster is forgotten', () => {
  test.each<[string, Step[]]>([
    ['DynamoDB throttles', [inAws('dynamodb', { kind: 'throttle' })]],
    ['DynamoDB throttles now and then', [inAws('dynamodb', { kind: 'throttle' }, 7)]],
    ['DynamoDB fails', [inAws('dynamodb', { kind: 'error' })]],
    ['DynamoDB hangs', [inAws('dynamodb', { kind: 'hang' })]],
    ['DynamoDB loses its answers', [inAws('dynamodb', { kind: 'lost-answer' })]],
    [
      'DynamoDB loses the first answer to every write',
      [
        {
          do: 'break-aws',
          rule: { service: 'dynamodb', operation: 'UpdateItem', attempt: 1, fault: { kind: 'lost-answer' } },
        },
        {
          do: 'break-aws',
          rule: { service: 'dynamodb', operation: 'PutItem', attempt: 1, fault: { kind: 'lost-answer' } },
        },
      ],
    ],
    ['DynamoDB loses some answers', [inAws('dynamodb', { kind: 'lost-answer' }, 3)]],
    ['SQS throttles', [inAws('sqs', { kind: 'throttle' })]],
    ['SQS hangs', [inAws('sqs', { kind: 'hang' })]],
    ['SQS loses its answers', [inAws('sqs', { kind: 'lost-answer' })]],
    ['ECR issues half-spent tokens', [inAws('ecr', { kind: 'half-spent' })]],
    ['ticks are missed for an hour', [{ do: 'wait', minutes: 60 }]],
    ['ticks are missed for a day', [{ do: 'wait', minutes: 1440 }]],
    [
      'a worker’s clock is half an hour ahead, then behind',
      [{ do: 'skew', worker: 0, minutes: 30 }, anHour, { do: 'skew', worker: 0, minutes: -30 }],
    ],
    [
      'the tick’s clock is half an hour behind, then ahead',
      [{ do: 'skew', worker: 2, minutes: -30 }, anHour, { do: 'skew', worker: 2, minutes: 30 }],
    ],
  ])('%s', async (_, faults) => {
    await survive(service(), { clusters: [shape, shape], steps: [...faults, anHour] });
    await survive(service(), {
      clusters: [shape, shape],
      steps: [served, { do: 'wait', minutes: 420 }, ...faults, anHour],
    });
  });
});

describe('messages', () => {
  const deliver = (from: number, keep: boolean): Step => ({ do: 'deliver', from, count: 1, worker: 0, keep });
  const dispatched: Step[] = [served, { do: 'wait', minutes: 61 }, { do: 'tick' }];

  test.each<[string, Step[]]>([
    ['come twice, one after the other', [...dispatched, deliver(0, true), deliver(0, false)]],
    [
      'come twice at the same time, to two workers',
      [
        ...dispatched,
        {
          do: 'at-once',
          steps: [deliver(0, true), { do: 'deliver', from: 0, count: 1, worker: 1, keep: true }],
        },
      ],
    ],
    [
      'come out of order, the void one last',
      [
        ...dispatched,
        { do: 'ask', cluster: 0, action: 'refresh' },
        deliver(2, false),
        deliver(0, false),
        deliver(1, false),
      ],
    ],
    ['are lost', [...dispatched, { do: 'lose', from: 0 }, { do: 'lose', from: 0 }]],
    ['come an hour late', [...dispatched, { do: 'wait', minutes: 60 }, deliver(0, false), deliver(0, false)]],
  ])('%s', async (_, steps) => {
    await survive(service(), { clusters: [shape, shape], steps });
  });
});

describe('a namespace', () => {
  test.each(['delete-namespace', 'terminate-namespace', 'delete-secret'] as const)(
    'meets %s during the push',
    async (intrusion) => {
      await survive(service(), {
        clusters: [shape],
        steps: [
          served,
          { do: 'intrude', cluster: 0, intrusion, during: true },
          { do: 'push', cluster: 0, worker: 0 },
          { do: 'push', cluster: 0, worker: 0 },
        ],
      });
    },
  );
});
