import { expect, test } from '@jest/globals';
import type { ApiAnswer } from '../client.ts';
import { accountsOf, type Context, expectFailure, namespaces, secretsOf, shown } from '../context.ts';

interface TokenRequest {
  kind: string;
  apiVersion: string;
  metadata: { name: string; namespace: string; uid: string; creationTimestamp: string };
  spec: { audiences: string[]; expirationSeconds: number; boundObjectRef: null };
  status: { token: string; expirationTimestamp: string };
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    aud: string[];
    exp: number;
    iat: number;
    nbf: number;
    sub: string;
    'kubernetes.io': unknown;
  };

export function tokenContract(context: Context): void {
  const account = async () => {
    const namespace = await context().namespace();
    const all = accountsOf(namespace);
    const made = shown(await context().admin.post(all, { metadata: { name: 'sa' } }), 201);
    return { namespace, all, uid: made.metadata.uid };
  };
  const issued = (answer: ApiAnswer) => {
    shown(answer, 201);
    return answer.json<TokenRequest>();
  };
  const refused = (value: number, why: string) => {
    const message = `Invalid value: ${value}: ${why}`;
    return {
      message: `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${message}`,
      reason: 'Invalid',
      details: {
        group: 'authentication.k8s.io',
        kind: 'TokenRequest',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' }],
      },
    };
  };

  test('a token is given for an hour unless asked otherwise, and says when it expires', async () => {
    const { namespace, all, uid } = await account();
    const request = issued(await context().admin.post(`${all}/sa/token`, {}));
    expect(request).toMatchObject({
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: 'sa', namespace, uid },
      spec: { expirationSeconds: 3600, boundObjectRef: null },
    });
    const claims = claimsOf(request.status.token);
    expect(claims).toMatchObject({
      sub: `system:serviceaccount:${namespace}:sa`,
      'kubernetes.io': { namespace, serviceaccount: { name: 'sa', uid } },
    });
    expect([claims.exp - claims.iat, claims.nbf]).toEqual([3600, claims.iat]);
    expect(Date.parse(request.status.expirationTimestamp)).toBe(claims.exp * 1000);
    expect(request.spec.audiences).toEqual(claims.aud);
  });

  test('a token of another life and audience', async () => {
    const { all } = await account();
    const spec = { expirationSeconds: 600, audiences: ['https://elsewhere.example.com'] };
    const request = issued(await context().admin.post(`${all}/sa/token`, { spec }));
    expect(request.spec).toMatchObject(spec);
    const stranger = context().as(request.status.token);
    expect((await stranger.get('/version')).status).toBe(401);
  });

  test('a token is a credential with the rights of its service account', async () => {
    const { namespace, all } = await account();
    const { subject } = context();
    const { token } = issued(await context().admin.post(`${all}/sa/token`, {})).status;
    const bot = context().as(token);
    const username = `system:serviceaccount:${namespace}:sa`;
    expectFailure(await bot.get(namespaces), 403, {
      message: `namespaces is forbidden: User "${username}" cannot list resource "namespaces" in API group "" at the cluster scope`,
      reason: 'Forbidden',
      details: { kind: 'namespaces' },
    });
    const rule = { verbs: ['list'], apiGroups: [''], resources: ['secrets'] };
    await subject.grant(username, [rule], namespace);
    shown(await bot.get(secretsOf(namespace)));
  });

  test('a token that was changed is a 401', async () => {
    const { all } = await account();
    const { token } = issued(await context().admin.post(`${all}/sa/token`, {})).status;
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), sub: 'system:admin' })).toString(
      'base64url',
    );
    const forged = context().as([header, claims, signature].join('.'));
    expect((await forged.get('/version')).status).toBe(401);
  });

  test('a life that is too short or too long is a 422', async () => {
    const { all } = await account();
    const ask = (expirationSeconds: number) =>
      context().admin.post(`${all}/sa/token`, { spec: { expirationSeconds } });
    expectFailure(await ask(599), 422, refused(599, 'may not specify a duration less than 10 minutes'));
    const long = 2 ** 32 + 1;
    expectFailure(await ask(long), 422, refused(long, 'may not specify a duration larger than 2^32 seconds'));
  });

  test('a service account that is missing is a 404', async () => {
    const { all } = await account();
    expectFailure(await context().admin.post(`${all}/no/token`, {}), 404, {
      message: 'serviceaccounts "no" not found',
      reason: 'NotFound',
      details: { name: 'no', kind: 'serviceaccounts' },
    });
  });
}
