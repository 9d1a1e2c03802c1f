import { expect, test } from '@jest/globals';
import { mergePatch } from '../client.ts';
import { base64, type Context, expectFailure, secretsOf, shown } from '../context.ts';

const modified =
  'Operation cannot be fulfilled on secrets "ecr": the object has been modified; please apply your changes to the ' +
  'latest version and try again';
const conflict = { message: modified, reason: 'Conflict', details: { name: 'ecr', kind: 'secrets' } };

/** An apply that names the version it was made from, and so changes nothing that it has not seen. */
export function applyAtVersionContract(context: Context): void {
  const place = async () => `${secretsOf(await context().namespace())}/ecr`;
  const secret = (text: string, resourceVersion?: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'ecr', ...(resourceVersion !== undefined && { resourceVersion }) },
    data: { k: base64(text) },
  });
  /** Made by us, and changed by another after the given version. */
  const changedSince = async (patch: object) => {
    const { admin } = context();
    const path = await place();
    const { resourceVersion } = shown(await admin.apply(path, 'pullpass', secret('one')), 201).metadata;
    shown(await admin.patch(`${path}?fieldManager=theirs`, mergePatch, patch));
    return { path, resourceVersion };
  };

  test.each([true, false])('at the present version it is done (force: %j)', async (force) => {
    const { admin } = context();
    const path = await place();
    const { resourceVersion } = shown(await admin.apply(path, 'pullpass', secret('one')), 201).metadata;
    const changed = shown(await admin.apply(path, 'pullpass', secret('two', resourceVersion), { force }));
    expect(changed.data).toEqual({ k: base64('two') });
  });

  test.each([true, false])(
    'at an older version it is a 409 that names no manager (force: %j)',
    async (force) => {
      const { path, resourceVersion } = await changedSince({ metadata: { labels: { theirs: 'yes' } } });
      const { admin } = context();
      expectFailure(
        await admin.apply(path, 'pullpass', secret('two', resourceVersion), { force }),
        409,
        conflict,
      );
      expect(shown(await admin.get(path)).data).toEqual({ k: base64('one') });
    },
  );

  test('at an older version it is a 409 even if it would change nothing', async () => {
    const { path, resourceVersion } = await changedSince({ metadata: { labels: { theirs: 'yes' } } });
    expectFailure(
      await context().admin.apply(path, 'pullpass', secret('one', resourceVersion)),
      409,
      conflict,
    );
  });

  test('if somebody else also owns the field, the conflict names the managers; only with force does it name the version', async () => {
    const { path, resourceVersion } = await changedSince({ data: { k: base64('theirs') } });
    const { admin } = context();
    const ours = secret('two', resourceVersion);
    const message = 'conflict with "theirs" using v1';
    expectFailure(await admin.apply(path, 'pullpass', ours), 409, {
      message: `Apply failed with 1 conflict: ${message}: .data.k`,
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', message, field: '.data.k' }] },
    });
    expectFailure(await admin.apply(path, 'pullpass', ours, { force: true }), 409, conflict);
  });

  test.each([true, false])(
    'for a deleted secret, the version creates it again (force: %j)',
    async (force) => {
      const { admin } = context();
      const path = await place();
      const { resourceVersion } = shown(await admin.apply(path, 'pullpass', secret('one')), 201).metadata;
      shown(await admin.delete(path));
      shown(await admin.apply(path, 'pullpass', secret('two', resourceVersion), { force }), 201);
    },
  );

  test.each([true, false])('for a deleted secret, the uid makes it a 409 (force: %j)', async (force) => {
    const { admin } = context();
    const path = await place();
    const { uid, resourceVersion } = shown(await admin.apply(path, 'pullpass', secret('one')), 201).metadata;
    shown(await admin.delete(path));
    const ours = secret('two');
    const body = { ...ours, metadata: { ...ours.metadata, uid, resourceVersion } };
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    expectFailure(await admin.apply(path, 'pullpass', body, { force }), 409, {
      message: `Operation cannot be fulfilled on secrets "ecr": ${why}`,
      reason: 'Conflict',
      details: { name: 'ecr', kind: 'secrets' },
    });
    expect((await admin.get(path)).status).toBe(404);
  });

  test('for a secret that was made again, the version makes it a 409, and the uid alone a 422', async () => {
    const { admin } = context();
    const path = await place();
    const { uid, resourceVersion } = shown(await admin.apply(path, 'pullpass', secret('one')), 201).metadata;
    shown(await admin.delete(path));
    shown(await admin.apply(path, 'pullpass', secret('one')), 201);
    const ours = secret('two');
    const at = (of: object) => ({ ...ours, metadata: { ...ours.metadata, ...of } });
    expectFailure(await admin.apply(path, 'pullpass', at({ uid, resourceVersion })), 409, conflict);
    // The API server gives this cause twice.
    const answer = await admin.apply(path, 'pullpass', at({ uid }));
    expect(answer.json()).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: { causes: expect.arrayContaining([expect.objectContaining({ field: 'metadata.uid' })]) },
    });
    expect(shown(await admin.get(path)).data).toEqual({ k: base64('one') });
  });
}
