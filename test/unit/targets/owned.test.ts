import { expect, test } from '@jest/globals';
import { ApiStatusFailure } from '../../../shared/kubernetes/failures.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { applyOwned } from '../../../shared/targets/secrets/apply.ts';

/** Adopts a secret with this owner; resolves with the remedy of the refusal. */
async function remedyFor(kind: string, name: string): Promise<string> {
  const request = { host: 'api.example.com', method: 'PATCH', path: '/api/v1/namespaces/a/secrets/b' };
  const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "eso"' }];
  const conflict = new ApiStatusFailure(409, { isStatus: true, causes }, request as never, advice);
  const api = {
    applySecret: () => Promise.reject(conflict),
    readSecretMetadata: async () => ({
      ownerReferences: [{ apiVersion: 'external-secrets.io/v1', kind, name, controller: true }],
    }),
  } as never;
  const secret = { draft: { name: 'b' }, body: '{}' } as never;
  const refused = await applyOwned({ api, cluster: 'prod' }, 'a', secret, true).catch((error) => error);
  return refused.remedy;
}

test('what owns a secret is named in a command to copy', async () => {
  expect(await remedyFor('ExternalSecret', 'pull')).toContain(
    'kubectl delete externalsecret.external-secrets.io pull -n a --cascade=orphan',
  );
});

test.each([
  ['ExternalSecret', 'pull; reboot'],
  ['ExternalSecret', '-A'],
  ['$(reboot)', 'pull'],
])('nothing that a server names becomes another command: %s %s', async (kind, name) => {
  const remedy = await remedyFor(kind, name);
  expect(remedy).toContain('delete that owner with --cascade=orphan');
  expect(remedy).not.toMatch(/reboot|-A/);
});
