import { expect, test } from '@jest/globals';
import { jsonPatch, mergePatch } from '../client.ts';
import {
  type Context,
  expectFailure,
  metadataListOnly,
  metadataOnly,
  namespaces,
  shown,
} from '../context.ts';

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and " +
  "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export function namespaceContract(context: Context): void {
  test('a namespace is made with its label, finalizer and phase', async () => {
    const { admin } = context();
    const name = await context().namespace({ team: 'a' });
    const namespace = shown(await admin.get(`${namespaces}/${name}`));
    expect(namespace).toMatchObject({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name, labels: { team: 'a', 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    expect(namespace.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(namespace.metadata.resourceVersion).toMatch(/^\d+$/);
    expect(namespace.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('a name that is taken is a 409', async () => {
    const name = await context().namespace();
    expectFailure(await context().admin.post(namespaces, { metadata: { name } }), 409, {
      message: `namespaces "${name}" already exists`,
      reason: 'AlreadyExists',
      details: { name, kind: 'namespaces' },
    });
  });

  test('a missing one is a 404', async () => {
    for (const answer of [
      await context().admin.get(`${namespaces}/nowhere`),
      await context().admin.delete(`${namespaces}/nowhere`),
      await context().admin.patch(`${namespaces}/nowhere`, jsonPatch, []),
    ]) {
      expectFailure(answer, 404, {
        message: 'namespaces "nowhere" not found',
        reason: 'NotFound',
        details: { name: 'nowhere', kind: 'namespaces' },
      });
    }
  });

  test('a name that is not a DNS label is a 422 with its causes', async () => {
    const message = `Invalid value: "Big_One": ${labelRule}`;
    const answer = await context().admin.post(namespaces, { metadata: { name: 'Big_One' } });
    expect(answer.json()).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: { name: 'Big_One', kind: 'Namespace' },
    });
    const { causes } = answer.json<{ details: { causes: unknown[] } }>().details;
    expect(causes).toContainEqual({ reason: 'FieldValueInvalid', message, field: 'metadata.name' });
  });

  test('a name that is too long is a 422', async () => {
    const name = 'a'.repeat(64);
    const answer = await context().admin.post(namespaces, { metadata: { name } });
    const message = `Invalid value: "${name}": must be no more than 63 characters`;
    expect(answer.json<{ message: string }>().message).toContain(`metadata.name: ${message}`);
  });

  test('a dry run answers like the real run, and leaves nothing behind', async () => {
    const { admin } = context();
    const made = shown(
      await admin.post(`${namespaces}?dryRun=All`, { metadata: { name: 'rehearsed' } }),
      201,
    );
    expect(made.metadata).not.toHaveProperty('resourceVersion');
    expect((await admin.get(`${namespaces}/rehearsed`)).status).toBe(404);
    const message = 'Unsupported value: ["Some"]: supported values: "All"';
    const wrong = await admin.post(`${namespaces}?dryRun=Some`, { metadata: { name: 'rehearsed' } });
    expectFailure(wrong, 422, {
      message: `CreateOptions.meta.k8s.io "" is invalid: dryRun: ${message}`,
      reason: 'Invalid',
      details: {
        group: 'meta.k8s.io',
        kind: 'CreateOptions',
        causes: [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }],
      },
    });
  });

  test('labels are changed by a merge patch', async () => {
    const { admin } = context();
    const name = await context().namespace({ a: '1', b: '2' });
    const change = { metadata: { labels: { a: null, c: '3' } } };
    const changed = shown(await admin.patch(`${namespaces}/${name}`, mergePatch, change));
    expect(changed.metadata.labels).toEqual({ b: '2', c: '3', 'kubernetes.io/metadata.name': name });
  });

  test('only the metadata is returned if only that is requested', async () => {
    const { admin } = context();
    const name = await context().namespace();
    const partial = shown(await admin.get(`${namespaces}/${name}`, { accept: metadataOnly }));
    expect(partial).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name },
    });
    expect(Object.keys(partial).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    const either = await admin.get(`${namespaces}/${name}`, { accept: `${metadataOnly},application/json` });
    expect(either.json()).toMatchObject({ kind: 'PartialObjectMetadata' });
    expectFailure(await admin.get(`${namespaces}/${name}`, { accept: metadataListOnly }), 406, {
      message:
        'you requested PartialObjectMetadataList, but the requested object is not a list (*core.Namespace)',
      reason: 'NotAcceptable',
    });
  });
}
