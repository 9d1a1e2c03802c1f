import { expect, test } from '@jest/globals';
import type { DeniedWrites, Denier } from '../../simulation/admission.ts';
import { type ApiAnswer, jsonPatch } from '../client.ts';
import { accountsOf, type Context, expectFailure, secretsOf, shown } from '../context.ts';

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ecr' } };
const ofSecret = { name: 'ecr', kind: 'secrets' };

export function admissionContract(context: Context): void {
  let made = 0;
  /** A denier with its own name and namespace, active while something is done. */
  const whileDenied = async (
    denier: (name: string, namespace: string) => Denier,
    act: (name: string, namespace: string) => Promise<void>,
    before: (namespace: string) => Promise<void> = async () => undefined,
  ) => {
    made += 1;
    const name = `denier-${made}.example.com`;
    const namespace = await context().namespace();
    await before(namespace);
    const takeAway = await context().subject.deny(denier(name, namespace));
    try {
      await act(name, namespace);
    } finally {
      await takeAway();
    }
    shown(await apply(namespace), 201);
  };
  const apply = (namespace: string, query = '') =>
    context().admin.apply(`${secretsOf(namespace)}/ecr${query}`, 'pullpass', secret);
  const policy =
    (denies: DeniedWrites = {}, reason?: Extract<Denier, { kind: 'policy' }>['reason']) =>
    (name: string, namespace: string): Denier => ({
      kind: 'policy',
      name,
      binding: `of-${name}`,
      denies: { namespace, ...denies },
      message: 'secrets come from the vault',
      ...(reason !== undefined && { reason }),
    });
  const webhook =
    (does: Extract<Denier, { kind: 'webhook' }>['does'], takesDryRuns = true) =>
    (name: string, namespace: string): Denier => ({
      kind: 'webhook',
      name,
      denies: { namespace },
      does,
      takesDryRuns,
    });
  const policyWords = (name: string) =>
    `ValidatingAdmissionPolicy '${name}' with binding 'of-${name}' denied request: secrets come from the vault`;

  test.each([
    ['no reason', undefined, 422, 'Invalid'],
    ['Forbidden', 'Forbidden', 403, 'Forbidden'],
    ['RequestEntityTooLarge', 'RequestEntityTooLarge', 413, 'RequestEntityTooLarge'],
  ] as const)('a policy with %s denies with its reason’s status', async (_, given, code, reason) => {
    await whileDenied(policy({}, given), async (name, namespace) => {
      const message = policyWords(name);
      for (const query of ['', '?dryRun=All'])
        expectFailure(await apply(namespace, query), code, {
          message: `secrets "ecr" is forbidden: ${message}`,
          reason,
          details: { ...ofSecret, causes: [{ message }] },
        });
    });
  });

  test.each([
    ['no code', {}, 400, undefined, ' without explanation'],
    ['a message', { message: 'no' }, 400, undefined, ': no'],
    ['Gatekeeper’s code', { code: 403, reason: 'Forbidden', message: 'no' }, 403, 'Forbidden', ': no'],
    ['the code of a credential that is refused', { code: 401, message: 'no' }, 401, undefined, ': no'],
    ['a reason alone', { code: 409, reason: 'Conflict' }, 409, 'Conflict', ': Conflict'],
    [
      'the code of what is missing',
      { code: 404, reason: 'NotFound', message: 'no' },
      404,
      'NotFound',
      ': no',
    ],
    ['the code of a success', { code: 200, message: 'no' }, 400, undefined, ': no'],
    ['the code of a server error', { code: 500, message: 'no' }, 500, undefined, ': no'],
  ])('a webhook that gives %s', async (_, does, code, reason, said) => {
    await whileDenied(webhook(does), async (name, namespace) => {
      for (const query of ['', '?dryRun=All'])
        expectFailure(await apply(namespace, query), code, {
          message: `admission webhook "${name}" denied the request${said}`,
          ...(reason !== undefined && { reason }),
        });
    });
  });

  test('a webhook that is down', async () => {
    await whileDenied(webhook('be down'), async (name, namespace) => {
      const answer = await apply(namespace);
      const cause = `failed calling webhook "${name}": failed to call webhook: Post "https://`;
      expect(answer.json()).toMatchObject({
        code: 500,
        reason: 'InternalError',
        message: expect.stringContaining(`Internal error occurred: ${cause}`),
        details: { causes: [{ message: expect.stringContaining(cause) }] },
      });
      expect(answer.text).toContain('connect: connection refused');
    });
  });

  test('a webhook that accepts no dry runs is not asked in them, and they are denied', async () => {
    await whileDenied(webhook({ message: 'no' }, false), async (name, namespace) => {
      expectFailure(await apply(namespace, '?dryRun=All'), 400, {
        message: `admission webhook "${name}" does not support dry run`,
        reason: 'BadRequest',
      });
      expectFailure(await apply(namespace), 400, {
        message: `admission webhook "${name}" denied the request: no`,
      });
    });
  });

  test('a quota denies what is new, in dry runs too, but not what is changed', async () => {
    const quota = (name: string, namespace: string): Denier => ({
      kind: 'quota',
      name,
      namespace,
      used: 1,
      hard: 1,
    });
    const other = { ...secret, metadata: { name: 'other' } };
    const applyOther = (namespace: string, query = '') =>
      context().admin.apply(`${secretsOf(namespace)}/other${query}`, 'pullpass', other);
    await whileDenied(
      quota,
      async (name, namespace) => {
        for (const query of ['', '?dryRun=All'])
          expectFailure(await apply(namespace, query), 403, {
            message: `secrets "ecr" is forbidden: exceeded quota: ${name}, requested: secrets=1, used: secrets=1, limited: secrets=1`,
            reason: 'Forbidden',
            details: ofSecret,
          });
        shown(await applyOther(namespace), 200);
      },
      async (namespace) => {
        shown(await applyOther(namespace), 201);
      },
    );
  });

  test('a patch of a service account, and one that changes nothing', async () => {
    const patch = [{ op: 'add', path: '/secrets', value: [{ name: 'ecr' }] }];
    const patched = (namespace: string): Promise<ApiAnswer> =>
      context().admin.patch(`${accountsOf(namespace)}/sa`, jsonPatch, patch);
    await whileDenied(
      policy({ resources: ['serviceaccounts'] }),
      async (name, namespace) => {
        const message = policyWords(name);
        expectFailure(await patched(namespace), 422, {
          message: `serviceaccounts "sa" is forbidden: ${message}`,
          reason: 'Invalid',
          details: { name: 'sa', kind: 'serviceaccounts', causes: [{ message }] },
        });
      },
      async (namespace) => {
        shown(
          await context().admin.post(accountsOf(namespace), {
            metadata: { name: 'sa' },
            secrets: [{ name: 'ecr' }],
          }),
          201,
        );
      },
    );
  });

  test('a deletion: a missing object is a 404 before anybody is asked', async () => {
    const path = (namespace: string) => `${secretsOf(namespace)}/there`;
    await whileDenied(
      policy({ operations: ['DELETE'] }),
      async (name, namespace) => {
        const message = policyWords(name);
        const denied = {
          message: `secrets "there" is forbidden: ${message}`,
          reason: 'Invalid',
          details: { name: 'there', kind: 'secrets', causes: [{ message }] },
        };
        const { admin } = context();
        expectFailure(await admin.delete(path(namespace)), 422, denied);
        expectFailure(await admin.delete(path(namespace), { dryRun: ['All'] }), 422, denied);
        expect((await admin.delete(`${secretsOf(namespace)}/gone`, { dryRun: ['All'] })).status).toBe(404);
        const wrong = { preconditions: { uid: 'another' } };
        expect((await admin.delete(path(namespace), wrong)).status).toBe(409);
        shown(await admin.get(path(namespace)));
      },
      async (namespace) => {
        shown(await context().admin.post(secretsOf(namespace), { metadata: { name: 'there' } }), 201);
      },
    );
  });

  test('a dry run of a deletion deletes nothing; with a body, dryRun in the query is ignored', async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    const path = `${secretsOf(namespace)}/ecr`;
    shown(await apply(namespace), 201);
    expect((await admin.delete(path, { dryRun: ['All'] })).status).toBe(200);
    expect((await admin.delete(`${path}?dryRun=All`)).status).toBe(200);
    shown(await admin.get(path));
    expect((await admin.delete(`${path}?dryRun=All`, { gracePeriodSeconds: 0 })).status).toBe(200);
    expect((await admin.get(path)).status).toBe(404);
  });

  test('a dry run of a link links nothing', async () => {
    const { admin } = context();
    const namespace = await context().namespace();
    const account = `${accountsOf(namespace)}/sa`;
    shown(await admin.post(accountsOf(namespace), { metadata: { name: 'sa' } }), 201);
    const patch = [{ op: 'add', path: '/secrets', value: [{ name: 'ecr' }] }];
    expect(shown(await admin.patch(`${account}?dryRun=All`, jsonPatch, patch)).secrets).toEqual([
      { name: 'ecr' },
    ]);
    expect(shown(await admin.get(account)).secrets).toBeUndefined();
  });
}
