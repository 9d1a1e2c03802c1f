import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Claims } from '../../../../shared/simulation/tokens.ts';
import type { ApiAnswer } from '../client.ts';
import {
  accountsOf,
  type Context,
  expectFailure,
  metadataOnly,
  namespaces,
  secretsOf,
  shown,
} from '../context.ts';
import { longestToken } from '../subject.ts';

interface TokenRequest {
  kind: string;
  apiVersion: string;
  metadata: { name: string; namespace: string; uid: string; creationTimestamp: string };
  spec: { audiences: string[]; expirationSeconds: number; boundObjectRef: object | null };
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
    const { uid } = made.metadata;
    const ask = (body: unknown, query = '') => context().admin.post(`${all}/sa/token${query}`, body);
    return { namespace, all, uid, ask };
  };
  /** The status that a token gets. Each has its own id: the API server remembers accepted ones for 10 s. */
  const statusOf = async (token: string, change: Partial<Claims> = {}) => {
    const resigned = await context().subject.resignToken(token, { jti: randomUUID(), ...change });
    const holder = context().as(resigned);
    return (await holder.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {})).status;
  };
  /** Resolves when the API server knows that the token has ended. */
  const untilRefused = async (token: string) => {
    for (let attempt = 0; attempt < 500; attempt += 1) if ((await statusOf(token)) === 401) return;
    throw new Error('The API server still takes the token.');
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

  test('a token is issued for an hour unless requested otherwise, and says when it expires', async () => {
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

  test('a modified token is a 401', async () => {
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

  test('a life over the server’s cap is shortened, and a warning says so', async () => {
    const { ask } = await account();
    const asked = longestToken + 3600;
    const answer = await ask({ spec: { expirationSeconds: asked } });
    const { spec, status } = issued(answer);
    const claims = claimsOf(status.token);
    expect([spec.expirationSeconds, claims.exp - claims.iat]).toEqual([longestToken, longestToken]);
    expect(Date.parse(status.expirationTimestamp)).toBe(claims.exp * 1000);
    expect(answer.headers['warning']).toBe(
      `299 - "requested expiration of ${asked} seconds shortened to ${longestToken} seconds"`,
    );
    expect((await ask({ spec: { expirationSeconds: longestToken } })).headers['warning']).toBeUndefined();
  });

  test('a token is accepted until a minute after its end, and from a minute before its beginning', async () => {
    const { ask } = await account();
    const { token } = issued(await ask({})).status;
    const now = claimsOf(token).iat;
    expect(await statusOf(token, { exp: now - 30 })).toBe(201);
    expect(await statusOf(token, { exp: now - 90 })).toBe(401);
    expect(await statusOf(token, { nbf: now + 30, iat: now + 30 })).toBe(201);
    expect(await statusOf(token, { nbf: now + 90 })).toBe(401);
    expect(await statusOf(token, { iat: now + 90 })).toBe(401);
  });

  test('a token ends with its service account, even if one of the same name replaces it', async () => {
    const { all, ask } = await account();
    const { token } = issued(await ask({})).status;
    expect(await statusOf(token)).toBe(201);
    shown(await context().admin.delete(`${all}/sa`));
    await untilRefused(token);
    shown(await context().admin.post(all, { metadata: { name: 'sa' } }), 201);
    expect(await statusOf(issued(await ask({})).status.token)).toBe(201);
    expect(await statusOf(token)).toBe(401);
  });

  test('a token that is bound to a secret ends with it', async () => {
    const { namespace, ask } = await account();
    const { admin } = context();
    const secret = shown(await admin.post(secretsOf(namespace), { metadata: { name: 'bound' } }), 201);
    const { uid } = secret.metadata;
    const boundObjectRef = { kind: 'Secret', apiVersion: 'v1', name: 'bound' };
    const request = issued(await ask({ spec: { boundObjectRef } }));
    expect(request.spec.boundObjectRef).toEqual(boundObjectRef);
    const { token } = request.status;
    expect(claimsOf(token)['kubernetes.io']).toMatchObject({ secret: { name: 'bound', uid } });
    expect(await statusOf(token)).toBe(201);
    shown(await admin.delete(`${secretsOf(namespace)}/bound`));
    await untilRefused(token);
    expectFailure(await ask({ spec: { boundObjectRef } }), 404, {
      message: 'secrets "bound" not found',
      reason: 'NotFound',
      details: { name: 'bound', kind: 'secrets' },
    });
  });

  test('a token is bound to the intended object, or not at all', async () => {
    const { namespace, ask } = await account();
    shown(await context().admin.post(secretsOf(namespace), { metadata: { name: 'bound' } }), 201);
    const bound = { kind: 'Secret', apiVersion: 'v1', name: 'bound', uid: 'another' };
    expect((await ask({ spec: { boundObjectRef: bound } })).status).toBe(409);
    for (const [boundObjectRef, shown] of [
      [{ kind: 'ConfigMap', apiVersion: 'v1', name: 'x' }, '/v1, Kind=ConfigMap'],
      [{}, '/, Kind='],
    ])
      expectFailure(await ask({ spec: { boundObjectRef } }), 400, {
        message: `cannot bind token to object of type ${shown}`,
        reason: 'BadRequest',
      });
  });

  test('a dry run returns a token that works', async () => {
    const { ask } = await account();
    expect(await statusOf(issued(await ask({}, '?dryRun=All')).status.token)).toBe(201);
    expect((await ask({}, '?dryRun=Some')).status).toBe(422);
  });

  test('a request may name an account only if that is the right one', async () => {
    const { namespace, uid, ask } = await account();
    issued(await ask({ metadata: { name: 'sa', namespace, uid } }));
    const message = 'Invalid value: "other": must match the service account name if specified';
    expectFailure(await ask({ metadata: { name: 'other' } }), 422, {
      message: `TokenRequest.authentication.k8s.io "sa" is invalid: metadata.name: ${message}`,
      reason: 'Invalid',
      details: {
        name: 'sa',
        group: 'authentication.k8s.io',
        kind: 'TokenRequest',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'metadata.name' }],
      },
    });
    expectFailure(await ask({ metadata: { namespace: 'other' } }), 400, {
      message: 'the namespace of the provided object does not match the namespace sent on the request',
      reason: 'BadRequest',
    });
    const why = `the UID in the token request (other) does not match the UID of the service account (${uid})`;
    expectFailure(await ask({ metadata: { uid: 'other' } }), 409, {
      message: `Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "sa": ${why}`,
      reason: 'Conflict',
      details: { name: 'sa', group: 'authentication.k8s.io', kind: 'TokenRequest' },
    });
  });

  test.each([
    [
      'a life as text',
      { spec: { expirationSeconds: '600' } },
      'string',
      'TokenRequestSpec.spec.expirationSeconds of type int64',
    ],
    [
      'a life that is not a whole number',
      { spec: { expirationSeconds: 600.5 } },
      'number 600.5',
      'TokenRequestSpec.spec.expirationSeconds of type int64',
    ],
    [
      'one audience that is not a list',
      { spec: { audiences: 'x' } },
      'string',
      'TokenRequestSpec.spec.audiences of type []string',
    ],
    ['a spec that is text', { spec: 'x' }, 'string', 'TokenRequest.spec of type v1.TokenRequestSpec'],
  ])('%s is a 400', async (_, body, found, field) => {
    const { ask } = await account();
    const cause = `json: cannot unmarshal ${found} into Go struct field ${field}`;
    expectFailure(await ask(body), 400, {
      message: `TokenRequest in version "v1" cannot be handled as a TokenRequest: ${cause}`,
      reason: 'BadRequest',
    });
  });

  test('null counts as absent, and a body that is not a TokenRequest as an error', async () => {
    const { all, ask } = await account();
    expect(issued(await ask({ spec: null })).spec.expirationSeconds).toBe(3600);
    expect(issued(await ask({ spec: { expirationSeconds: null } })).spec.expirationSeconds).toBe(3600);
    for (const wrong of [[], 'no JSON', '', { kind: 'Foo' }, { apiVersion: 'v1' }])
      expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 400]);
    const text = { contentType: 'text/plain' };
    expect((await context().admin.post(`${all}/sa/token`, '{}', text)).status).toBe(415);
  });

  test('a token is issued only for POST, and not if only the metadata is requested', async () => {
    const { admin } = context();
    const { all } = await account();
    for (const answer of [await admin.get(`${all}/sa/token`), await admin.put(`${all}/sa/token`, {})])
      expectFailure(answer, 405, {
        message: 'the server does not allow this method on the requested resource',
        reason: 'MethodNotAllowed',
        details: {},
      });
    const partial = await admin.post(`${all}/sa/token`, {}, { accept: metadataOnly });
    expect([partial.status, 'status' in partial.json()]).toEqual([201, false]);
  });

  test('a user who may make tokens for one service account may not for another', async () => {
    const { namespace, all, ask } = await account();
    const { subject, admin } = context();
    shown(await admin.post(all, { metadata: { name: 'other' } }), 201);
    const username = `system:serviceaccount:${namespace}:sa`;
    const { token } = issued(await ask({})).status;
    const bot = context().as(token);
    const denied = (name: string) => ({
      message: `serviceaccounts "${name}" is forbidden: User "${username}" cannot create resource "serviceaccounts/token" in API group "" in the namespace "${namespace}"`,
      reason: 'Forbidden',
      details: { name, kind: 'serviceaccounts' },
    });
    expectFailure(await bot.post(`${all}/sa/token`, {}), 403, denied('sa'));
    const rule = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] };
    await subject.grant(username, [{ ...rule, resourceNames: ['sa'] }], namespace);
    const renewed = issued(await bot.post(`${all}/sa/token`, {})).status.token;
    expect(claimsOf(renewed).sub).toBe(username);
    issued(await context().as(renewed).post(`${all}/sa/token`, {}));
    expectFailure(await bot.post(`${all}/other/token`, {}), 403, denied('other'));
    expectFailure(await bot.post(`${all}/missing/token`, {}), 403, denied('missing'));
  });

  test('a policy may deny tokens', async () => {
    const { namespace, ask } = await account();
    const name = `no-tokens-${namespace}`;
    const takeAway = await context().subject.deny({
      kind: 'policy',
      name,
      binding: name,
      denies: { namespace, resources: ['serviceaccounts/token'] },
      message: 'tokens come from the vault',
      reason: 'Forbidden',
    });
    const why = `ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: tokens come from the vault`;
    expectFailure(await ask({}), 403, {
      message: `serviceaccounts "sa" is forbidden: ${why}`,
      reason: 'Forbidden',
      details: { name: 'sa', kind: 'serviceaccounts', causes: [{ message: why }] },
    });
    await takeAway();
    issued(await ask({}));
  });

  test('a namespace under deletion issues no tokens, and a missing one is a 404', async () => {
    const { namespace, ask } = await account();
    const { admin } = context();
    expectFailure(await admin.post(`${accountsOf('missing')}/sa/token`, {}), 404, {
      message: 'namespaces "missing" not found',
      reason: 'NotFound',
      details: { name: 'missing', kind: 'namespaces' },
    });
    shown(await admin.delete(`${namespaces}/${namespace}`));
    expectFailure(await ask({}), 403, {
      message: `serviceaccounts "sa" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      reason: 'Forbidden',
      details: {
        name: 'sa',
        kind: 'serviceaccounts',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  });
}
