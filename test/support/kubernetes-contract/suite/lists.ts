import { expect, test } from '@jest/globals';
import type { ApiAnswer } from '../client.ts';
import {
  type Context,
  expectFailure,
  metadataListOnly,
  metadataOnly,
  namespaces,
  type Shown,
  secretsOf,
  shown,
} from '../context.ts';

interface List {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: Shown[];
}

const list = (answer: ApiAnswer) => {
  shown(answer);
  return answer.json<List>();
};
const names = (answer: ApiAnswer) => list(answer).items.map(({ metadata }) => metadata.name);
const query = (values: Record<string, string>) => new URLSearchParams(values).toString();

export function listContract(context: Context): void {
  const fill = async () => {
    const namespace = await context().namespace();
    const path = secretsOf(namespace);
    const labels: Record<string, Record<string, string>> = {
      a: { env: 'prod', tier: '1' },
      b: { env: 'test', tier: '2' },
      c: { env: 'prod' },
      d: {},
      e: { env: '', tier: '10' },
    };
    for (const [name, of] of Object.entries(labels)) {
      shown(await context().admin.post(path, { metadata: { name, labels: of } }), 201);
    }
    return { namespace, path };
  };

  test('a list has its kind, and its items have none', async () => {
    const { path } = await fill();
    const secrets = list(await context().admin.get(path));
    expect(secrets).toMatchObject({ kind: 'SecretList', apiVersion: 'v1' });
    expect(secrets.metadata).toEqual({ resourceVersion: expect.stringMatching(/^\d+$/) });
    for (const item of secrets.items) {
      expect(item).not.toHaveProperty('kind');
      expect(item).not.toHaveProperty('apiVersion');
    }
  });

  test('a list of metadata only', async () => {
    const { path } = await fill();
    const partial = list(await context().admin.get(path, { accept: metadataListOnly }));
    expect(partial).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    for (const item of partial.items) {
      expect(Object.keys(item).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
      expect(item).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' });
    }
    expectFailure(await context().admin.get(path, { accept: metadataOnly }), 406, {
      message: 'you requested PartialObjectMetadata, but the requested object is a list (*core.SecretList)',
      reason: 'NotAcceptable',
    });
  });

  test('an empty list is a list', async () => {
    expect(list(await context().admin.get(secretsOf('no-such-namespace'))).items).toEqual([]);
  });

  test.each([
    ['env', ['a', 'b', 'c', 'e']],
    ['!env', ['d']],
    ['env=prod', ['a', 'c']],
    ['env==prod', ['a', 'c']],
    ['env!=prod', ['b', 'd', 'e']],
    ['env=', ['e']],
    ['env in (prod, test)', ['a', 'b', 'c']],
    ['env in (test,)', ['b', 'e']],
    ['env in ()', ['e']],
    ['env notin (prod,test)', ['d', 'e']],
    ['env=prod,!tier', ['c']],
    [' env = prod , tier in ( 1 ) ', ['a']],
    ['tier>1', ['b', 'e']],
    ['tier<2', ['a']],
    ['in in (in)', []],
    ['', ['a', 'b', 'c', 'd', 'e']],
  ])('the label selector %j', async (labelSelector, expected) => {
    const { path } = await fill();
    expect(names(await context().admin.get(`${path}?${query({ labelSelector })}`))).toEqual(expected);
  });

  test.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ])('the label selector %j is a 400', async (labelSelector, message) => {
    const answer = await context().admin.get(`${namespaces}?${query({ labelSelector })}`);
    expectFailure(answer, 400, { message, reason: 'BadRequest' });
  });

  test('a field selector by name', async () => {
    const { path } = await fill();
    expect(
      names(await context().admin.get(`${path}?${query({ fieldSelector: 'metadata.name=b' })}`)),
    ).toEqual(['b']);
  });

  test('pages show what existed when the first one was read', async () => {
    const { admin } = context();
    const { path } = await fill();
    const first = list(await admin.get(`${path}?limit=2`));
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(first.metadata.remainingItemCount).toBe(3);
    shown(await admin.post(path, { metadata: { name: 'bb-later' } }), 201);
    shown(await admin.delete(`${path}/d`));

    const next = `${path}?${query({ limit: '2', continue: first.metadata.continue ?? '' })}`;
    const second = list(await admin.get(next));
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(second.metadata.remainingItemCount).toBe(1);

    const last = `${path}?${query({ limit: '2', continue: second.metadata.continue ?? '' })}`;
    const third = list(await admin.get(last));
    expect(third.items.map(({ metadata }) => metadata.name)).toEqual(['e']);
    expect(third.metadata).not.toHaveProperty('continue');
    expect(third.metadata).not.toHaveProperty('remainingItemCount');
  });

  test('pages of a selection do not say how many items remain', async () => {
    const { path } = await fill();
    const filter = { limit: '1', labelSelector: 'env=prod' };
    const first = list(await context().admin.get(`${path}?${query(filter)}`));
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['a']);
    expect(first.metadata).not.toHaveProperty('remainingItemCount');
    const next = { ...filter, continue: first.metadata.continue ?? '' };
    expect(names(await context().admin.get(`${path}?${query(next)}`))).toEqual(['c']);
  });

  test('a limit as large as the list gives no token', async () => {
    const { path } = await fill();
    const whole = list(await context().admin.get(`${path}?limit=5`));
    expect(whole.items).toHaveLength(5);
    expect(whole.metadata).not.toHaveProperty('continue');
  });

  test('an expired token is a 410 that offers another, with which the rest is read as it is now', async () => {
    const { admin, subject } = context();
    const { path } = await fill();
    const first = list(await admin.get(`${path}?limit=2`));
    shown(await admin.post(path, { metadata: { name: 'bb-later' } }), 201);
    await subject.compact();
    const continued = (token = '') => `${path}?${query({ limit: '9', continue: token })}`;
    const answer = await admin.get(continued(first.metadata.continue));
    expect(answer.status).toBe(410);
    const expired = answer.json<{ metadata: { continue: string } }>();
    expect(expired).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: { continue: expect.any(String) },
      status: 'Failure',
      reason: 'Expired',
      code: 410,
      message:
        'The provided continue parameter is too old to display a consistent list result. You can start a ' +
        'new list without the continue parameter, or use the continue token in this response to retrieve ' +
        'the remainder of the results. Continuing with the provided token results in an inconsistent list - ' +
        'objects that were created, modified, or deleted between the time the first chunk was returned and ' +
        'now may show up in the list.',
    });
    expect(names(await admin.get(continued(expired.metadata.continue)))).toEqual(['bb-later', 'c', 'd', 'e']);
  });

  test.each([
    [{ v: 'v9' }, 'server does not recognize this encoded version v9'],
    [{ v: 'meta.k8s.io/v1' }, 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
  ])('a token that was never issued is a 400: %j', async (token, why) => {
    const text = Buffer.from(JSON.stringify(token)).toString('base64url');
    expectFailure(await context().admin.get(`${namespaces}?limit=1&continue=${text}`), 400, {
      message: `invalid continue token: continue key is not valid: ${why}`,
      reason: 'BadRequest',
    });
  });

  test('a limit that is not a number is a 400', async () => {
    expectFailure(await context().admin.get(`${namespaces}?limit=many`), 400, {
      message: 'strconv.ParseInt: parsing "many": invalid syntax',
      reason: 'BadRequest',
    });
  });

  test('all namespaces at once are listed by namespace and name', async () => {
    const { admin } = context();
    const [one, other] = [await context().namespace(), await context().namespace()].sort();
    const labels = { across: `${one}` };
    for (const namespace of [other, one]) {
      for (const name of ['b', 'a']) {
        shown(await admin.post(secretsOf(namespace ?? ''), { metadata: { name, labels } }), 201);
      }
    }
    const all = await admin.get(`/api/v1/secrets?${query({ labelSelector: `across=${one}` })}`);
    const found = list(all).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(found).toEqual([`${one}/a`, `${one}/b`, `${other}/a`, `${other}/b`]);
  });
}
