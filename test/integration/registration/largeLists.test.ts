import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clientAt } from '../../../cli/api/clientAt.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import { type Api, startApi, type Wire } from './anApi.ts';

let api: Api;
const count = 20;

/** Nearly as large as a cluster may be: thousands of namespaces by name. Together they exceed 6 MB. */
beforeAll(async () => {
  api = await startApi();
  await api.send('POST', '/clusters?preflight=false', { body: api.registration({ name: 'large-00' }) });
  const first = (await readCluster(api.table, 'large-00')) as ClusterRecord;
  const [target] = first.spec.targets;
  const include = Array.from({ length: 1_000 }, (_, index) => `${'n'.repeat(58)}-${index}`);
  const targets = Array.from({ length: 5 }, (_, index) => ({
    ...target,
    secretName: `secret-${index}`,
    namespaces: { include },
  })) as unknown as typeof first.spec.targets;
  for (let index = 1; index <= count; index++) {
    const name = `large-${String(index).padStart(2, '0')}`;
    await createCluster(api.table, { ...first, name, spec: { ...first.spec, name, targets } }, Date.now());
  }
});
afterAll(() => api.stop());

test('a list of large clusters is answered in pages that Lambda passes on, though shorter than requested', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await api.send(
      'GET',
      `/clusters?limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.body.items.length).toBeLessThan(count);
    seen.push(...answer.body.items.map(({ name }: Wire) => name));
    cursor = answer.body.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(
    Array.from({ length: count + 1 }, (_, index) => `large-${String(index).padStart(2, '0')}`),
  );
});

test('a caller who follows the pages reads the whole list', async () => {
  const { client, close } = clientAt(api.url, { signal: new AbortController().signal });
  try {
    expect(await client.list()).toHaveLength(count + 1);
  } finally {
    close();
  }
});
