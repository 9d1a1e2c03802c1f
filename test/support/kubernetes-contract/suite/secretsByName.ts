import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { ApiAnswer } from '../client.ts';
import {
  base64,
  type Context,
  expectFailure,
  metadataListOnly,
  namespaces,
  type Shown,
  secretsOf,
  shown,
} from '../context.ts';

interface Page {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string };
  /** null in place of an empty list, as Go's API server writes it. */
  items: Shown[] | null;
}

const page = (answer: ApiAnswer) => {
  shown(answer);
  const { items, ...list } = answer.json<Page>();
  return { ...list, items: items ?? [] };
};

/** All secrets of one name, which a sweep reads: their metadata, in all namespaces, in pages. */
export function secretsByNameContract(context: Context): void {
  const where = (name: string, more: Record<string, string> = {}) =>
    `/api/v1/secrets?${new URLSearchParams({ fieldSelector: `metadata.name=${name}`, ...more })}`;

  /** The secret in three namespaces, and another one beside each. */
  const spread = async () => {
    const { admin, namespace } = context();
    const name = `ecr-${randomUUID()}`;
    const places = [await namespace(), await namespace(), await namespace()].sort();
    for (const place of places) {
      for (const each of [name, `other-${name}`]) {
        const secret = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: each },
          data: { k: base64('1') },
        };
        shown(await admin.apply(`${secretsOf(place)}/${each}`, 'pullpass', secret), 201);
      }
    }
    return { name, places };
  };

  test('they are listed across namespaces as metadata, with their managers', async () => {
    const { name, places } = await spread();
    const list = page(await context().admin.get(where(name), { accept: metadataListOnly }));
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    expect(list.items.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual(
      places.map((place) => [place, name]),
    );
    for (const item of list.items) {
      expect(Object.keys(item).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
      expect(item.metadata.managedFields).toEqual([
        {
          manager: 'pullpass',
          operation: 'Apply',
          apiVersion: 'v1',
          time: expect.any(String),
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': { 'f:k': {} } },
        },
      ]);
    }
  });

  test('they come in pages', async () => {
    const { name, places } = await spread();
    const read = async (token?: string) =>
      page(
        await context().admin.get(where(name, { limit: '2', ...(token ? { continue: token } : {}) }), {
          accept: metadataListOnly,
        }),
      );
    const first = await read();
    const second = await read(first.metadata.continue);
    expect(first.metadata).not.toHaveProperty('remainingItemCount');
    expect(second.metadata.continue ?? '').toBe('');
    const found = [first, second].map(({ items }) => items.map(({ metadata }) => metadata.namespace));
    expect(found).toEqual([places.slice(0, 2), places.slice(2)]);
  });

  test('for a name that no secret has there is no list, only null', async () => {
    const nowhere = where(`no-${randomUUID()}`);
    const list = await context().admin.get(nowhere, { accept: metadataListOnly });
    expect(list.json()).toEqual({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: expect.any(String) },
      items: null,
    });
    expect((await context().admin.get(nowhere)).json()).toMatchObject({ kind: 'SecretList', items: [] });
  });

  test('a right to list one name is a right to that list, and to no other', async () => {
    const { subject, bob } = context();
    const { name, places } = await spread();
    const rule = { verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: [name] };
    await subject.grant('bob', [rule]);
    expect(page(await bob.get(where(name), { accept: metadataListOnly })).items).toHaveLength(3);

    const denied = (what: string) =>
      `${what} is forbidden: User "bob" cannot list resource "secrets" in API group "" at the cluster scope`;
    expectFailure(await bob.get('/api/v1/secrets'), 403, {
      message: denied('secrets'),
      reason: 'Forbidden',
      details: { kind: 'secrets' },
    });
    const other = `other-${name}`;
    expectFailure(await bob.get(where(other)), 403, {
      message: denied(`secrets "${other}"`),
      reason: 'Forbidden',
      details: { name: other, kind: 'secrets' },
    });
    const [place = ''] = places;
    expect((await bob.get(`${secretsOf(place)}/${name}`)).status).toBe(403);
    expect((await bob.get(`/api/v1/secrets?labelSelector=a`)).status).toBe(403);
    expect((await bob.get(`/api/v1/secrets?fieldSelector=metadata.name!%3D${name}`)).status).toBe(403);
  });

  test('the authorizer’s answer about that list is what it will do', async () => {
    const { subject, alice } = context();
    const name = `ecr-${randomUUID()}`;
    const may = async (attributes: object) => {
      const spec = {
        resourceAttributes: { verb: 'list', version: 'v1', resource: 'secrets', ...attributes },
      };
      const answer = await alice.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec });
      shown(answer, 201);
      return answer.json<{ status: { allowed: boolean } }>().status.allowed;
    };
    expect(await may({ name })).toBe(false);
    const rule = { verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: [name] };
    await subject.grant('alice', [rule]);
    expect(await may({ name })).toBe(true);
    expect(await may({ name, namespace: 'default' })).toBe(true);
    expect(await may({ name: 'other' })).toBe(false);
    expect(await may({})).toBe(false);
  });

  test('a list of namespaces says when each was made', async () => {
    const { admin, namespace } = context();
    const name = await namespace({ made: 'now' });
    const made = shown(await admin.get(`${namespaces}/${name}`));
    const list = page(await admin.get(`${namespaces}?labelSelector=made`));
    expect(list.items.find(({ metadata }) => metadata.name === name)?.metadata.creationTimestamp).toBe(
      made.metadata.creationTimestamp,
    );
    expect(made.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
}
