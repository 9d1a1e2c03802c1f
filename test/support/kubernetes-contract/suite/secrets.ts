import { expect, test } from '@jest/globals';
import { jsonPatch, mergePatch } from '../client.ts';
import {
  base64,
  type Context,
  expectFailure,
  metadataOnly,
  namespaces,
  secretsOf,
  shown,
} from '../context.ts';

const modified =
  'the object has been modified; please apply your changes to the latest version and try again';

export function secretContract(context: Context): void {
  const make = async (secret: object = { data: { k: base64('1') } }) => {
    const path = secretsOf(await context().namespace());
    const made = shown(await context().admin.post(path, { metadata: { name: 's' }, ...secret }), 201);
    return { path: `${path}/s`, all: path, made };
  };

  test('a secret is Opaque unless it says otherwise, and its text is stored as data', async () => {
    const { made } = await make({ stringData: { k: 'text' }, data: { k: base64('old'), z: base64('z') } });
    expect(made).toMatchObject({ kind: 'Secret', apiVersion: 'v1', type: 'Opaque' });
    expect(made.data).toEqual({ k: base64('text'), z: base64('z') });
    expect(made).not.toHaveProperty('stringData');
  });

  test('a name that is taken is a 409, and a missing one a 404', async () => {
    const { path, all } = await make();
    expectFailure(await context().admin.post(all, { metadata: { name: 's' } }), 409, {
      message: 'secrets "s" already exists',
      reason: 'AlreadyExists',
      details: { name: 's', kind: 'secrets' },
    });
    const missing = {
      message: 'secrets "no" not found',
      reason: 'NotFound',
      details: { name: 'no', kind: 'secrets' },
    };
    const body = { metadata: { name: 'no' } };
    for (const answer of [
      await context().admin.get(`${all}/no`),
      await context().admin.put(`${all}/no`, body),
      await context().admin.patch(`${all}/no`, mergePatch, {}),
      await context().admin.delete(`${all}/no`),
      await context().admin.get(`${secretsOf('no-such-namespace')}/no`),
    ]) {
      expectFailure(answer, 404, missing);
    }
    expect((await context().admin.get(path)).status).toBe(200);
  });

  test('in a missing namespace, the namespace is what is not found on create', async () => {
    const path = secretsOf('no-such-namespace');
    expectFailure(await context().admin.post(path, { metadata: { name: 's' } }), 404, {
      message: 'namespaces "no-such-namespace" not found',
      reason: 'NotFound',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    });
  });

  test('name and namespace must be those in the URL', async () => {
    const { path, all } = await make();
    const { admin } = context();
    expectFailure(await admin.put(path, { metadata: { name: 'other' } }), 400, {
      message: 'the name of the object (other) does not match the name on the URL (s)',
      reason: 'BadRequest',
    });
    expectFailure(await admin.put(path, { metadata: {} }), 400, {
      message: 'the name of the object (s based on URL) was undeterminable: name must be provided',
      reason: 'BadRequest',
    });
    expectFailure(await admin.post(all, { metadata: { name: 'x', namespace: 'elsewhere' } }), 400, {
      message: 'the namespace of the provided object does not match the namespace sent on the request',
      reason: 'BadRequest',
    });
  });

  test.each([
    [
      'a docker config that is missing',
      { type: 'kubernetes.io/dockerconfigjson' },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'data[.dockerconfigjson]' },
    ],
    [
      'more than a mebibyte',
      { data: { a: Buffer.alloc(1024 * 1024 + 1).toString('base64') } },
      {
        reason: 'FieldValueTooLong',
        message: 'Too long: may not be more than 1048576 bytes',
        field: 'data',
      },
    ],
  ])('%s is a 422', async (_, secret, cause) => {
    const path = secretsOf(await context().namespace());
    const answer = await context().admin.post(path, { metadata: { name: 's' }, ...secret });
    expectFailure(answer, 422, {
      message: `Secret "s" is invalid: ${cause.field}: ${cause.message}`,
      reason: 'Invalid',
      details: { name: 's', kind: 'Secret', causes: [cause] },
    });
  });

  test('a docker config that is not JSON is a 422 that does not show it', async () => {
    const path = secretsOf(await context().namespace());
    const data = { '.dockerconfigjson': base64('{"auths": hunter2}') };
    const secret = { metadata: { name: 's' }, type: 'kubernetes.io/dockerconfigjson', data };
    const answer = await context().admin.post(path, secret);
    expect(answer.json()).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(answer.json<{ message: string }>().message).toMatch(
      /^Secret "s" is invalid: data\[\.dockerconfigjson\]: Invalid value: "<secret contents redacted>": /,
    );
    expect(answer.text).not.toContain('hunter2');
  });

  test('data that is not base64 is a 400', async () => {
    const path = secretsOf(await context().namespace());
    const answer = await context().admin.post(path, { metadata: { name: 's' }, data: { k: '%%' } });
    expectFailure(answer, 400, {
      message: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
      reason: 'BadRequest',
    });
  });

  test('several errors are all named', async () => {
    const path = secretsOf(await context().namespace());
    const answer = await context().admin.post(path, { metadata: { name: 'S' }, data: { 'a b': '' } });
    const { message, details } = answer.json<{ message: string; details: { causes: { field: string }[] } }>();
    expect(details.causes.map(({ field }) => field)).toEqual(['metadata.name', 'data[a b]']);
    expect(message).toMatch(
      /^Secret "S" is invalid: \[metadata\.name: Invalid value: "S": .*, data\[a b\]: /,
    );
  });

  test('an update at the version that was read is done, and at an older one a 409', async () => {
    const { path, made } = await make();
    const { admin } = context();
    const updated = shown(await admin.put(path, { ...made, data: { k: base64('2') } }));
    expect(updated.data).toEqual({ k: base64('2') });
    expect(updated.metadata.uid).toBe(made.metadata.uid);
    expect(updated.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
    expectFailure(await admin.put(path, { ...made, data: { k: base64('3') } }), 409, {
      message: `Operation cannot be fulfilled on secrets "s": ${modified}`,
      reason: 'Conflict',
      details: { name: 's', kind: 'secrets' },
    });
    shown(await admin.put(path, { metadata: { name: 's' }, data: { k: base64('4') } }));
  });

  test('an update that changes nothing keeps the version', async () => {
    const { path, made } = await make();
    const again = shown(await context().admin.put(path, made));
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  test('an update of another uid is a 409', async () => {
    const { path, made } = await make();
    const answer = await context().admin.put(path, { metadata: { name: 's', uid: 'another' } });
    expect(answer.json()).toMatchObject({
      code: 409,
      reason: 'Conflict',
      details: { name: 's', kind: 'secrets' },
    });
    expect(answer.json<{ message: string }>().message).toContain(
      `Precondition failed: UID in precondition: another, UID in object meta: ${made.metadata.uid}`,
    );
  });

  test('the type of a secret is immutable', async () => {
    const { path } = await make();
    const message = 'Invalid value: "example.com/other": field is immutable';
    const update = { metadata: { name: 's' }, type: 'example.com/other' };
    expectFailure(await context().admin.put(path, update), 422, {
      message: `Secret "s" is invalid: type: ${message}`,
      reason: 'Invalid',
      details: {
        name: 's',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'type' }],
      },
    });
  });

  test('an immutable secret keeps its data', async () => {
    const { path } = await make({ immutable: true, data: { k: base64('1') } });
    const message = 'Forbidden: field is immutable when `immutable` is set';
    const update = { metadata: { name: 's' }, immutable: true, data: { k: base64('2') } };
    expectFailure(await context().admin.put(path, update), 422, {
      message: `Secret "s" is invalid: data: ${message}`,
      reason: 'Invalid',
      details: {
        name: 's',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueForbidden', message, field: 'data' }],
      },
    });
  });

  test('JSON patches and merge patches', async () => {
    const { path } = await make({ data: { k: base64('1'), l: base64('2') } });
    const { admin } = context();
    const merged = { metadata: { labels: { a: 'b' } }, data: { l: null } };
    const one = shown(await admin.patch(path, mergePatch, merged));
    expect([one.data, one.metadata.labels]).toEqual([{ k: base64('1') }, { a: 'b' }]);
    const other = shown(await admin.patch(path, jsonPatch, [{ op: 'remove', path: '/metadata/labels/a' }]));
    expect(other.metadata).not.toHaveProperty('labels');
  });

  test('a patch to an outdated version is a 409', async () => {
    const { path } = await make();
    const patch = { metadata: { resourceVersion: '1', labels: { a: 'b' } } };
    expectFailure(await context().admin.patch(path, mergePatch, patch), 409, {
      message: `Operation cannot be fulfilled on secrets "s": ${modified}`,
      reason: 'Conflict',
      details: { name: 's', kind: 'secrets' },
    });
  });

  test('a deletion answers with a Status that names the uid', async () => {
    const { path, made } = await make();
    expect((await context().admin.delete(path)).json()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 's', kind: 'secrets', uid: made.metadata.uid },
    });
    expect((await context().admin.get(path)).status).toBe(404);
  });

  test('a deletion with a precondition that does not hold is a 409, and nothing is deleted', async () => {
    const { path, made } = await make();
    const { admin } = context();
    const details = { name: 's', kind: 'Secret' };
    const { uid, resourceVersion } = made.metadata;
    expectFailure(await admin.delete(path, { preconditions: { uid: 'x' } }), 409, {
      message:
        `Operation cannot be fulfilled on Secret "s": the UID in the precondition (x) does not match the UID ` +
        `in record (${uid}). The object might have been deleted and then recreated`,
      reason: 'Conflict',
      details,
    });
    expectFailure(await admin.delete(path, { preconditions: { resourceVersion: '1' } }), 409, {
      message:
        'Operation cannot be fulfilled on Secret "s": the ResourceVersion in the precondition (1) does not ' +
        `match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      reason: 'Conflict',
      details,
    });
    shown(await admin.delete(path, { preconditions: { uid, resourceVersion } }));
  });

  test('a deletion as a dry run deletes nothing', async () => {
    const { path } = await make();
    shown(await context().admin.delete(`${path}?dryRun=All`));
    shown(await context().admin.delete(path, { dryRun: ['All'] }));
    expect((await context().admin.get(path)).status).toBe(200);
  });

  test('a secret with a finalizer is gone when the finalizer is', async () => {
    const path = secretsOf(await context().namespace());
    const { admin } = context();
    const finalizers = ['example.com/hold'];
    shown(await admin.post(path, { metadata: { name: 's', finalizers } }), 201);
    const held = shown(await admin.delete(`${path}/s`));
    expect(held).toMatchObject({
      kind: 'Secret',
      metadata: { deletionTimestamp: expect.any(String), finalizers },
    });
    expect((await admin.get(`${path}/s`)).status).toBe(200);
    shown(await admin.patch(`${path}/s`, jsonPatch, [{ op: 'remove', path: '/metadata/finalizers' }]));
    expect((await admin.get(`${path}/s`)).status).toBe(404);
  });

  test('all matching secrets of a namespace are deleted at once', async () => {
    const { all } = await make();
    const { admin } = context();
    shown(await admin.post(all, { metadata: { name: 'other', labels: { go: 'away' } } }), 201);
    shown(await admin.delete(`${all}?labelSelector=go`));
    expect([(await admin.get(`${all}/other`)).status, (await admin.get(`${all}/s`)).status]).toEqual([
      404, 200,
    ]);
  });

  test('only the metadata of a secret is returned if only that is requested', async () => {
    const { path, all } = await make();
    const { admin } = context();
    for (const answer of [
      await admin.get(path, { accept: metadataOnly }),
      await admin.post(all, { metadata: { name: 't' } }, { accept: metadataOnly }),
      await admin.patch(path, mergePatch, { metadata: { labels: { a: 'b' } } }, { accept: metadataOnly }),
    ]) {
      expect(Object.keys(answer.json()).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
    }
  });

  test('a field that the API does not have is dropped', async () => {
    const { made } = await make({ colour: 'green' });
    expect(made).not.toHaveProperty('colour');
  });

  test('a secret of another namespace is another secret', async () => {
    await make();
    const elsewhere = await context().namespace();
    expect((await context().admin.get(`${namespaces}/${elsewhere}/secrets/s`)).status).toBe(404);
  });
}
