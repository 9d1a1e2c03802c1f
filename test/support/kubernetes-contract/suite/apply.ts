import { expect, test } from '@jest/globals';
import { applyPatch, mergePatch } from '../client.ts';
import { base64, type Context, expectFailure, metadataOnly, owners, secretsOf, shown } from '../context.ts';

const docker = (text: string) => ({ '.dockerconfigjson': base64(JSON.stringify({ auths: { [text]: {} } })) });

/** What PullPass writes, with a given password. */
const pullSecret = (text: string, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'ecr', labels: { 'app.kubernetes.io/managed-by': 'pullpass' }, ...metadata },
  type: 'kubernetes.io/dockerconfigjson',
  data: docker(text),
});

const named = (fields: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'ecr' },
  ...fields,
});

const applyConflict = (causes: { message: string; field: string }[], message: string) => ({
  message,
  reason: 'Conflict',
  details: { causes: causes.map((cause) => ({ reason: 'FieldManagerConflict', ...cause })) },
});

export function applyContract(context: Context): void {
  const place = async () => `${secretsOf(await context().namespace())}/ecr`;

  test('apply makes what is missing (201) and changes what exists (200)', async () => {
    const { admin } = context();
    const path = await place();
    const made = shown(await admin.apply(path, 'pullpass', pullSecret('one')), 201);
    expect(made).toMatchObject({
      kind: 'Secret',
      data: docker('one'),
      type: 'kubernetes.io/dockerconfigjson',
    });
    expect(owners(made)).toEqual({
      pullpass: {
        operation: 'Apply',
        fields: {
          'f:data': { 'f:.dockerconfigjson': {} },
          'f:metadata': { 'f:labels': { 'f:app.kubernetes.io/managed-by': {} } },
          'f:type': {},
        },
      },
    });
    const changed = shown(await admin.apply(path, 'pullpass', pullSecret('two')));
    expect(changed.data).toEqual(docker('two'));
    expect(changed.metadata.uid).toBe(made.metadata.uid);
    expect(changed.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
  });

  test('applying the same again changes no version', async () => {
    const { admin } = context();
    const path = await place();
    const made = shown(await admin.apply(path, 'pullpass', pullSecret('one')), 201);
    const again = shown(await admin.apply(path, 'pullpass', pullSecret('one')));
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  test('apply accepts YAML, and answers with only the metadata if that is requested', async () => {
    const { admin } = context();
    const path = await place();
    const yaml = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ecr\nstringData:\n  key: text\n';
    const made = shown(await admin.apply(path, 'pullpass', yaml), 201);
    expect(made.data).toEqual({ key: base64('text') });
    const partial = shown(await admin.apply(path, 'pullpass', yaml, { accept: metadataOnly }));
    expect(Object.keys(partial).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
  });

  test('apply as a dry run stores nothing', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(`${path}?dryRun=All`, 'pullpass', pullSecret('one')), 201);
    expect((await admin.get(path)).status).toBe(404);
    shown(await admin.apply(path, 'pullpass', pullSecret('one')), 201);
    const tried = shown(await admin.apply(`${path}?dryRun=All`, 'pullpass', pullSecret('two')));
    expect(tried.data).toEqual(docker('two'));
    expect(shown(await admin.get(path)).data).toEqual(docker('one'));
  });

  test('apply needs a field manager', async () => {
    const message = 'Required value: is required for apply patch';
    const answer = await context().admin.patch(await place(), applyPatch, pullSecret('one'));
    expectFailure(answer, 422, {
      message: `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`,
      reason: 'Invalid',
      details: {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }],
      },
    });
  });

  test.each([
    [{ metadata: { name: 'ecr' } }, 'invalid object type: /, Kind='],
    [{ ...named({}), kind: 'ConfigMap' }, 'invalid object type: /v1, Kind=ConfigMap'],
    [{ ...named({}), apiVersion: 'apps/v1' }, 'invalid object type: apps/v1, Kind=Secret'],
    [
      { apiVersion: 'v1', kind: 'Secret' },
      'the name of the object (ecr based on URL) was undeterminable: name must be provided',
    ],
    [
      named({ metadata: { name: 'other' } }),
      'the name of the object (other) does not match the name on the URL (ecr)',
    ],
    [
      named({ metadata: { name: 'ecr', namespace: 'elsewhere' } }),
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [named({ metadata: { name: 'ecr', managedFields: [{}] } }), 'metadata.managedFields must be nil'],
  ])('what is applied must say what it is: %j is a 400', async (body, message) => {
    expectFailure(await context().admin.apply(await place(), 'pullpass', body), 400, {
      message,
      reason: 'BadRequest',
    });
  });

  test.each([
    [
      named({ colour: 'green' }),
      'failed to create typed patch object (/ecr; /v1, Kind=Secret): .colour: field not declared in schema',
    ],
    [
      named({ data: 'x' }),
      'failed to create typed patch object (/ecr; /v1, Kind=Secret): .data: expected map, got &{x}',
    ],
    [
      named({ data: { k: '%%' } }),
      'failed to convert new object (/ecr; /v1, Kind=Secret) to proper version: unable to convert ' +
        'unstructured object to /v1, Kind=Secret: error decoding from json: illegal base64 data at input byte 0',
    ],
  ])('apply is strict about fields: %j is a 500', async (body, message) => {
    expectFailure(await context().admin.apply(await place(), 'pullpass', body), 500, { message });
  });

  test('in a missing namespace, the namespace is what is not found', async () => {
    const path = `${secretsOf('no-such-namespace')}/ecr`;
    expectFailure(await context().admin.apply(path, 'pullpass', pullSecret('one')), 404, {
      message: 'namespaces "no-such-namespace" not found',
      reason: 'NotFound',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    });
  });

  test('what another applied is a conflict that names the manager and the field', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'theirs', pullSecret('theirs')), 201);
    const cause = { message: 'conflict with "theirs"', field: '.data..dockerconfigjson' };
    expectFailure(
      await admin.apply(path, 'pullpass', pullSecret('ours')),
      409,
      applyConflict([cause], 'Apply failed with 1 conflict: conflict with "theirs": .data..dockerconfigjson'),
    );
    expect(shown(await admin.get(path)).data).toEqual(docker('theirs'));
  });

  test('what another wrote without apply is a conflict that says how', async () => {
    const { admin } = context();
    const path = await place();
    shown(
      await admin.post(path.replace(/\/ecr$/, ''), pullSecret('theirs'), { userAgent: 'kubectl/v1.34' }),
      201,
    );
    const cause = { message: 'conflict with "kubectl" using v1', field: '.data..dockerconfigjson' };
    expectFailure(
      await admin.apply(path, 'pullpass', pullSecret('ours')),
      409,
      applyConflict(
        [cause],
        'Apply failed with 1 conflict: conflict with "kubectl" using v1: .data..dockerconfigjson',
      ),
    );
  });

  test('several conflicts are listed by manager', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'theirs', pullSecret('theirs')), 201);
    const ours = pullSecret('ours', { labels: { 'app.kubernetes.io/managed-by': 'us' } });
    const message = 'conflict with "theirs"';
    const fields = ['.data..dockerconfigjson', '.metadata.labels.app.kubernetes.io/managed-by'];
    expectFailure(
      await admin.apply(path, 'pullpass', ours),
      409,
      applyConflict(
        fields.map((field) => ({ message, field })),
        `Apply failed with 2 conflicts: conflicts with "theirs":\n- ${fields.join('\n- ')}`,
      ),
    );
  });

  test('what the same name wrote with another verb is a conflict too', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', pullSecret('one')), 201);
    const patch = `${path}?fieldManager=pullpass`;
    shown(await admin.patch(patch, mergePatch, { data: docker('patched') }));
    const answer = await admin.apply(path, 'pullpass', pullSecret('two'));
    expect(answer.status).toBe(409);
    expect(answer.json<{ message: string }>().message).toBe(
      'Apply failed with 1 conflict: conflict with "pullpass" using v1: .data..dockerconfigjson',
    );
  });

  test('fields without a known owner are a conflict with before-first-apply', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.post(path.replace(/\/ecr$/, ''), pullSecret('old')), 201);
    const cleared = { metadata: { managedFields: [{}] } };
    expect(shown(await admin.patch(path, mergePatch, cleared)).metadata.managedFields).toBeUndefined();
    const answer = await admin.apply(path, 'pullpass', pullSecret('ours'));
    expect(answer.json<{ message: string }>().message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data..dockerconfigjson',
    );
  });

  test('by force the fields change owner, and the other’s remaining fields stay', async () => {
    const { admin } = context();
    const path = await place();
    const theirs = pullSecret('theirs', { labels: { theirs: 'yes' } });
    shown(await admin.apply(path, 'theirs', theirs), 201);
    const taken = shown(await admin.apply(path, 'pullpass', pullSecret('ours'), { force: true }));
    expect(taken.data).toEqual(docker('ours'));
    expect(taken.metadata.labels).toEqual({ theirs: 'yes', 'app.kubernetes.io/managed-by': 'pullpass' });
    expect(owners(taken)['theirs']?.fields).toEqual({
      'f:metadata': { 'f:labels': { 'f:theirs': {} } },
      'f:type': {},
    });
    const back = await admin.apply(path, 'theirs', theirs);
    expect(back.status).toBe(409);
  });

  test('agreeing with another is not a conflict, and both own the field', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'theirs', pullSecret('same')), 201);
    const shared = shown(await admin.apply(path, 'pullpass', pullSecret('same')));
    expect(Object.keys(owners(shared)).sort()).toEqual(['pullpass', 'theirs']);
    const without = { ...pullSecret('same'), metadata: { name: 'ecr' } };
    const left = shown(await admin.apply(path, 'pullpass', without));
    expect(left.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'pullpass' });
  });

  test('a field that is no longer applied is removed, unless it is another’s', async () => {
    const { admin } = context();
    const path = await place();
    const first = pullSecret('one', { labels: { gone: '1', kept: '2' }, annotations: { note: 'x' } });
    shown(await admin.apply(path, 'pullpass', first), 201);
    const changed = shown(await admin.apply(path, 'pullpass', pullSecret('one', { labels: { kept: '2' } })));
    expect(changed.metadata.labels).toEqual({ kept: '2' });
    expect(changed.metadata).not.toHaveProperty('annotations');
  });

  test('the type is immutable, even by force', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'theirs', named({ type: 'Opaque', data: { k: base64('1') } })), 201);
    const message = 'Invalid value: "kubernetes.io/dockerconfigjson": field is immutable';
    expectFailure(await admin.apply(path, 'pullpass', pullSecret('ours'), { force: true }), 422, {
      message: `Secret "ecr" is invalid: type: ${message}`,
      reason: 'Invalid',
      details: {
        name: 'ecr',
        kind: 'Secret',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'type' }],
      },
    });
  });

  test('apply at an outdated version is a 409', async () => {
    const { admin } = context();
    const path = await place();
    shown(await admin.apply(path, 'pullpass', pullSecret('one')), 201);
    expectFailure(await admin.apply(path, 'pullpass', pullSecret('two', { resourceVersion: '1' })), 409, {
      message:
        'Operation cannot be fulfilled on secrets "ecr": the object has been modified; please apply your ' +
        'changes to the latest version and try again',
      reason: 'Conflict',
      details: { name: 'ecr', kind: 'secrets' },
    });
  });
}
