import { describe, expect, test } from '@jest/globals';
import type { Fault as AwsFault } from '../../local/aws/faults.ts';
import { type Passage, survive } from '../support/chaos/chaos.ts';
import { isUnauthorized } from '../support/chaos/invariants/renewal/unauthorizedIfDead.ts';
import { push, renewed, served, renewing as shape, untilDue } from '../support/chaos/renewals.ts';
import type { Step } from '../support/chaos/steps/step.ts';
import { useService } from '../support/chaos/useService.ts';
import type { FaultKind } from '../support/simulation/fault.ts';

const service = useService();

const recordIn = ({ seen }: Passage) => seen.records.get('cluster-0');
const versionIn = (passage: Passage | undefined) => passage && recordIn(passage)?.kubeconfig.version;

describe('a credential renews itself', () => {
  test('at half of its life, again and again, with one version and one token each, and the previous one as fallback', async () => {
    const passages = await survive(service(), {
      clusters: [shape],
      steps: [served, ...Array.from({ length: 6 }, (): Step => ({ do: 'live', minutes: 30 }))],
    });
    const versions = new Set(passages.map(versionIn));
    // Each is due after 30 to 36 minutes.
    expect(versions.size).toBeGreaterThanOrEqual(5);
    const last = recordIn(passages.at(-1) as Passage);
    expect(last?.kubeconfig.renewal?.fallback?.version).toBeDefined();
    expect(passages.some(({ seen }) => [...seen.records.values()].some(isUnauthorized))).toBe(false);
    expect(passages.at(-1)?.minted).toBe(passages.at(-1)?.renewals);
  });

  test.each([20, 60, 240])(
    'by the granted life: the API server begins to cap it at %i minutes',
    async (minutes) => {
      const day = 24 * 60;
      const passages = await survive(service(), {
        clusters: [{ ...shape, renew: day }],
        steps: [
          { do: 'cap', cluster: 0, minutes },
          served,
          // A capped token is useful once it outlives the one before.
          { do: 'wait', minutes: day - minutes - 2 },
          { do: 'live', minutes: 2 * minutes },
        ],
      });
      const { issuedAt = '', expiresAt = '' } = recordIn(passages.at(-1) as Passage)?.kubeconfig ?? {};
      expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(minutes * 60_000);
      expect(passages.at(-1)?.renewals).toBeGreaterThanOrEqual(2);
      expect(passages.at(-1)?.renewals).toBeLessThanOrEqual(4);
    },
  );

  test('at once if the API server refuses it, with the previous one', async () => {
    const passages = await survive(service(), {
      clusters: [shape],
      steps: [...renewed, { do: 'wait', minutes: 11 }, { do: 'refuse', cluster: 0 }, push],
    });
    const [before, after] = [passages.at(-2), passages.at(-1)];
    expect(versionIn(after)).not.toBe(versionIn(before));
    expect(recordIn(after as Passage)?.phase).toBe('Healthy');
  });

  test('no sooner than ten minutes after the last one; meanwhile the previous one serves', async () => {
    const passages = await survive(service(), {
      clusters: [shape],
      steps: [...renewed, { do: 'refuse', cluster: 0 }, push, { do: 'live', minutes: 15 }],
    });
    const [renewal, , early, later] = passages.slice(2);
    expect(versionIn(early)).toBe(versionIn(renewal));
    expect(recordIn(early as Passage)?.phase).toBe('Healthy');
    expect(versionIn(later)).not.toBe(versionIn(renewal));
  });
});

const ofTokens = { resource: 'serviceaccounts/token' };
const inCluster = (fault: FaultKind): Step => ({
  do: 'break',
  cluster: 0,
  fault: { ...fault, when: ofTokens },
});
const inSecrets = (operation: string, fault: AwsFault): Step => ({
  do: 'break-aws',
  rule: { service: 'secretsmanager', operation, fault },
});

describe('what keeps a credential from being renewed is reported, and fails no push while the credential lives', () => {
  test.each<[string, Step]>([
    ['the API server forbids it', inCluster({ kind: 'status', status: 403 })],
    ['the API server has no TokenRequest', inCluster({ kind: 'status', status: 404 })],
    ['the API server answers 401 to it', inCluster({ kind: 'status', status: 401 })],
    ['the API server throttles it', inCluster({ kind: 'status', status: 429 })],
    ['the API server fails at it', inCluster({ kind: 'status', status: 500 })],
    ['the API server hangs at it', inCluster({ kind: 'hang', at: 'first-byte' })],
    ['the API server hangs within the token', inCluster({ kind: 'hang', at: 'mid-body' })],
    ['the connection is cut within the token', inCluster({ kind: 'reset', at: 'mid-body' })],
    ['something else answers in its place', inCluster({ kind: 'garbage', status: 200 })],
    ['the API server refuses with megabytes', inCluster({ kind: 'flood' })],
    ['the API server issues tokens that it refuses', { do: 'mint', cluster: 0, minting: 'refused' }],
    ['the API server issues tokens of another identity', { do: 'mint', cluster: 0, minting: 'of-another' }],
    ['tokens live 15 minutes only', { do: 'cap', cluster: 0, minutes: 15 }],
    ['Secrets Manager stores nothing', inSecrets('PutSecretValue', { kind: 'deny' })],
    ['Secrets Manager throttles what is stored', inSecrets('PutSecretValue', { kind: 'throttle' })],
    ['Secrets Manager hangs at what is stored', inSecrets('PutSecretValue', { kind: 'hang' })],
    ['Secrets Manager describes nothing', inSecrets('DescribeSecret', { kind: 'deny' })],
  ])('%s', async (_, fault) => {
    const steps: Step[] = [served, untilDue, fault, push, { do: 'live', minutes: 15 }];
    const passages = await survive(service(), { clusters: [shape, shape], steps });
    const [first, after] = [passages[0], passages.at(-1) as Passage];
    expect(recordIn(after)).toMatchObject({
      phase: 'Healthy',
      kubeconfig: {
        version: versionIn(first),
        renewal: { failure: { message: expect.any(String), remedy: expect.any(String) } },
      },
    });
  });

  test.each<[string, Step]>([
    ['answers are lost', inSecrets('PutSecretValue', { kind: 'lost-answer' })],
    ['labels cannot be moved', inSecrets('UpdateSecretVersionStage', { kind: 'deny' })],
    ['answers about labels are lost', inSecrets('UpdateSecretVersionStage', { kind: 'lost-answer' })],
    [
      'DynamoDB loses the first answer to every write',
      {
        do: 'break-aws',
        rule: { service: 'dynamodb', operation: 'UpdateItem', attempt: 1, fault: { kind: 'lost-answer' } },
      },
    ],
    [
      'DynamoDB loses every answer',
      { do: 'break-aws', rule: { service: 'dynamodb', fault: { kind: 'lost-answer' } } },
    ],
    ['DynamoDB throttles', { do: 'break-aws', rule: { service: 'dynamodb', fault: { kind: 'throttle' } } }],
  ])('%s for a quarter of an hour', async (_, fault) => {
    const steps: Step[] = [
      ...renewed,
      untilDue,
      fault,
      push,
      { do: 'live', minutes: 15 },
      { do: 'mend-aws' },
    ];
    await survive(service(), { clusters: [shape], steps: [...steps, { do: 'live', minutes: 70 }] });
  });
});

describe('clocks', () => {
  // Slow by as much as is left of the life when renewal is due: at that point the clock does not show the expiry.
  test.each([-5, 5, 30])('that are %i minutes ahead cost no credential', async (minutes) => {
    const skew: Step[] = [0, 1, 2].map((worker) => ({ do: 'skew', worker, minutes }));
    for (const some of [skew.slice(0, 1), skew]) {
      const steps: Step[] = [served, ...some, { do: 'live', minutes: 70 }, { do: 'live', minutes: 70 }];
      const passages = await survive(service(), { clusters: [shape, { ...shape, renew: 240 }], steps });
      expect(recordIn(passages.at(-1) as Passage)?.phase).toBe('Healthy');
    }
  });
});
