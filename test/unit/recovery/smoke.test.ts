import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { poll } from '../../../cli/poll.ts';
import { processIo } from '../../../cli/program/io.ts';
import { sleep } from '../../../cli/program/sleep.ts';
import { canaryCluster, canaryPlaces } from '../../../cli/smoke/canary/cluster.ts';
import { digestOf, seal, unseal } from '../../../cli/smoke/canary/sealed.ts';
import { decideProgress } from '../../../cli/smoke/decideProgress.ts';
import { problemsAfterPush, problemsAfterRemoval } from '../../../cli/smoke/inspect.ts';
import { readInputs, type SmokeOptions } from '../../../cli/smoke/options.ts';
import { parseLine } from '../../support/cli/parseLine.ts';
import { runCli } from '../../support/cli/runCli.ts';
import { virtualTime } from '../../support/cli/virtualTime.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('the content of the canary’s table', () => {
  test('can be read with the token, and with nothing else', () => {
    const sealed = seal('a registry credential', 'token');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('credential');
    expect(unseal(sealed, 'token')).toBe('a registry credential');
    expect(() => unseal(sealed, 'another')).toThrow();
    expect(() => unseal(sealed, digestOf('token'))).toThrow();
    expect(() => unseal(`${sealed.slice(0, -8)}AAAAAAA=`, 'token')).toThrow();
  });

  test('is never the same twice', () => {
    expect(seal('the same', 'token')).not.toBe(seal('the same', 'token'));
  });
});

describe('what is checked in the canary', () => {
  const expected = {
    host,
    cluster: 'pullpass-smoke',
    validUntil: '2026-03-01T20:00:00.000Z',
    now: '2026-03-01T12:00:00.000Z',
  };
  const { namespace, secretName, serviceAccount } = canaryPlaces;

  /** A cluster as a good push leaves it, with these exceptions. */
  function pushed(wrong: {
    host?: string;
    user?: string;
    validUntil?: string;
    cluster?: string;
    unlinked?: true;
  }) {
    const cluster = canaryCluster('token');
    const auths = { [wrong.host ?? host]: { auth: base64(`${wrong.user ?? 'AWS'}:password`) } };
    cluster.handle({
      method: 'PATCH',
      url: `/api/v1/namespaces/${namespace}/secrets/${secretName}?fieldManager=pullpass`,
      headers: { authorization: 'Bearer token', 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/dockerconfigjson',
        metadata: {
          name: secretName,
          annotations: {
            'pullpass.io/cluster': wrong.cluster ?? 'pullpass-smoke',
            'pullpass.io/valid-until': wrong.validUntil ?? expected.validUntil,
          },
        },
        data: { '.dockerconfigjson': base64(JSON.stringify({ auths })) },
      }),
    });
    const links = wrong.unlinked ? [] : [{ name: secretName }];
    cluster.handle({
      method: 'PATCH',
      url: `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}`,
      headers: { authorization: 'Bearer token', 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ imagePullSecrets: links, secrets: links }),
    });
    return cluster;
  }

  test('a good push has no problems', () => {
    expect(problemsAfterPush(pushed({}), canaryPlaces, expected)).toEqual([]);
  });

  test.each([
    [{ host: 'elsewhere' }, `it holds no ECR login for ${host}`],
    [{ user: 'me' }, `it holds no ECR login for ${host}`],
    [{ validUntil: '2026-03-01T21:00:00.000Z' }, 'the secret and the API differ on its expiry'],
    [{ cluster: 'prod' }, 'the secret is annotated for another cluster'],
    [{ unlinked: true as const }, 'service account default has no such imagePullSecrets'],
  ])('%j is found', (wrong, problem) => {
    const problems = problemsAfterPush(pushed(wrong), canaryPlaces, expected);
    expect(problems).toContain(problem);
    expect(problems.join()).not.toContain('password');
  });

  test('an expired credential is found, and so is a missing one', () => {
    const late = { ...expected, now: '2026-03-02T00:00:00.000Z' };
    expect(problemsAfterPush(pushed({}), canaryPlaces, late).join()).toContain('has expired already');
    expect(problemsAfterPush(canaryCluster('token'), canaryPlaces, expected)).toEqual([
      'there is no secret smoke/ecr-credentials',
    ]);
  });

  test('what a deregistration left is named', () => {
    expect(problemsAfterRemoval(canaryCluster('token'), canaryPlaces)).toEqual([]);
    expect(problemsAfterRemoval(pushed({}), canaryPlaces)).toEqual([
      'the secret smoke/ecr-credentials',
      'its link in service account default',
    ]);
  });

  test('PullPass may do in the canary what the page on permissions grants, and no more', () => {
    const cluster = canaryCluster('token');
    const ask = (url: string, token = 'token') =>
      cluster.handle({ method: 'GET', url, headers: { authorization: `Bearer ${token}` }, body: '' }).status;
    expect(ask('/api/v1/namespaces/smoke/secrets/ecr-credentials')).toBe(404);
    expect(ask('/api/v1/namespaces/smoke/secrets/another')).toBe(403);
    expect(ask('/api/v1/namespaces/kube-system/secrets/ecr-credentials')).toBe(403);
    expect(ask('/api/v1/namespaces')).toBe(403);
    expect(ask('/api/v1/namespaces/smoke/secrets/ecr-credentials', 'another')).toBe(401);
  });
});

describe('how far the first push is', () => {
  const status = {
    phase: 'Pending',
    consecutiveFailures: 0,
    namespaces: { ready: 0, failed: 0, skipped: 0 },
    kubeconfig: { server: 'https://canary' },
  };
  const cluster = (more: object) => ({ status: { ...status, ...more } }) as never;
  const error = (kind: string) => ({
    phase: 'Failing',
    problems: [{ kind, message: 'm', remedy: 'r' }],
  });

  test.each([
    ['nothing recorded yet', {}, 'waiting', 'log group /aws/lambda/pullpass-prod-push'],
    ['a success', { lastSuccessAt: 'then', validUntil: 'later' }, 'served', ''],
    ['an address that is not known everywhere yet', error('unreachable'), 'waiting', 'unreachable: m\n→ r'],
    ['a refusal', error('unauthorized'), 'failed', 'unauthorized: m\n→ r'],
    ['no token available', error('token'), 'failed', 'token: m\n→ r'],
  ])('%s', (_, more, is, because) => {
    const progress = decideProgress(cluster(more), 'prod');
    expect(progress.is).toBe(is);
    expect('because' in progress ? progress.because : '').toContain(because);
  });

  test('a canary that somebody removed is a failure', () => {
    expect(decideProgress(undefined, 'prod')).toMatchObject({ is: 'failed' });
  });
});

describe('the options', () => {
  test.each([
    ['--kubeconfig file', '--kubeconfig and --namespace belong together'],
    ['--timeout soon', "argument 'soon' is invalid. Expected a whole number from 1 to 9999."],
    ['--stage PROD', '--stage is "PROD", expected'],
    [
      '--kubeconfig /nonexistent --namespace web',
      '--kubeconfig: /nonexistent cannot be read: there is no such file.',
    ],
    ['--no-such-flag', "unknown option '--no-such-flag'"],
  ])('%s is refused before the program signs in', async (line, message) => {
    const { code, stderr } = await runCli(['smoke', ...line.split(' '), '--region', 'eu-west-1']);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('a cluster of the admin’s gets a secret with its own name', async () => {
    const file = fileURLToPath(import.meta.url);
    const { options } = await parseLine(['smoke', '--kubeconfig', file, '--namespace', 'n']);
    expect(
      await readInputs(options as unknown as SmokeOptions, processIo(new AbortController().signal)),
    ).toEqual({
      ca: undefined,
      own: { kubeconfig: await readFile(file, 'utf8'), namespace: 'n', secretName: 'pullpass-smoke' },
    });
  });
});

describe('polling', () => {
  test('ends with the first answer, at its time limit, and at once when interrupted', async () => {
    let asked = 0;
    expect(await poll(10, virtualTime(), async () => (++asked === 3 ? 'answer' : undefined))).toBe('answer');
    expect(await poll(0, virtualTime(), async () => undefined)).toBeUndefined();
    asked = 0;
    expect(await poll(10, virtualTime(), async () => void ++asked, 500)).toBeUndefined();
    expect(asked).toBe(21);
    const interrupted = new AbortController();
    const polling = poll(
      10,
      { signal: interrupted.signal, now: Date.now, sleep },
      async () => void interrupted.abort(new Error('Interrupted.')),
    );
    await expect(polling).rejects.toThrow(/Interrupted|aborted/);
  });
});
