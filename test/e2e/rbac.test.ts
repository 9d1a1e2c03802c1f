import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyRbac } from '../../cli/bootstrap/rbac/applyRbac.ts';
import { mayGrant } from '../../cli/bootstrap/rbac/mayGrant.ts';
import { planRbac } from '../../cli/bootstrap/rbac/planRbac.ts';
import { takeBackRbac } from '../../cli/bootstrap/rbac/takeBackRbac.ts';
import { undoRbac } from '../../cli/bootstrap/rbac/undoRbac.ts';
import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import { manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import type { Target } from '../../shared/targets/schema.ts';
import { realTime } from '../support/cli/realTime.ts';
import { virtualTime } from '../support/cli/virtualTime.ts';
import { runs } from '../support/fuzz.ts';
import { finishNamespaces } from '../support/openshift/projects.ts';
import { type RbacGround, startRbacGround } from '../support/rbac/ground.ts';
import { left } from '../support/rbac/left.ts';
import { needsOf } from '../support/rbac/needs.ts';
import { allowedOf, everything, rulesIn, shownPower } from '../support/rbac/powers.ts';
import { someTargets } from '../support/rbac/someTargets.ts';

const identity = { namespace: 'pullpass', name: 'pullpass' };
const somebodyElse = 'somebody-elses';
const wantedOf = (targets: readonly Target[]) => manifestsOf(grantsOf(targets), identity, { renews: true });

describe('over generated targets, one after another', () => {
  const namespaces = ['payments', 'orders', 'team-a', 'pullpass'];
  /** One where nothing is allowed unless targets choose by globs, and all of them at once. */
  const places = [...namespaces, 'kube-system', 'default', ''];
  let ground: RbacGround;

  beforeAll(async () => {
    ground = await startRbacGround(namespaces);
    await ground.admin.post('/api/v1/namespaces/pullpass/serviceaccounts', { metadata: { name: 'bare' } });
  }, 600_000);

  afterAll(() => ground?.stop());

  test('the identity may do what they need, make its own tokens, and nothing beyond what every service account may', async () => {
    const api = await ground.as('admin');
    const bare = await ground.asAccount('pullpass', 'bare');
    const all = await everything(ground.admin);
    expect(all.length).toBeGreaterThan(400);
    const swept = [
      ...['payments', 'kube-system', ''].map((namespace) => ({ namespace, name: '' })),
      { namespace: 'pullpass', name: somebodyElse },
    ].flatMap((where) => all.map((each) => ({ ...each, ...where })));
    const mayAnyway = await allowedOf(bare, swept);

    await fc.assert(
      fc.asyncProperty(someTargets, async (targets) => {
        const plan = await planRbac(api, wantedOf(targets), identity);
        expect(await mayGrant(api, plan)).toEqual([]);
        await applyRbac(api, plan, () => undefined, realTime);
        await takeBackRbac(api, plan, () => undefined);
        const again = await planRbac(api, wantedOf(targets), identity);
        expect([again.creates, again.changes, again.removes]).toEqual([[], [], []]);

        const it = await ground.asAccount('pullpass', 'pullpass');
        for (const place of places.filter(Boolean)) {
          const needed = needsOf(targets, identity, [place]).map(shownPower);
          const expected = [...new Set([...(await rulesIn(bare, place)), ...needed])].sort();
          expect(await settled(() => rulesIn(it, place), expected)).toEqual(expected);
        }

        const needed = needsOf(targets, identity, places).flatMap((power) =>
          // A right without a name covers every name.
          power.name === '' ? [power, { ...power, name: somebodyElse }] : [power],
        );
        const expected = [...new Set([...mayAnyway, ...needed.map(shownPower)])].sort();
        expect([...new Set(await allowedOf(it, [...swept, ...needed]))]).toEqual(expected);

        const tokens = await Promise.all(
          ['pullpass', 'bare'].map((name) =>
            it.post(`/api/v1/namespaces/pullpass/serviceaccounts/${name}/token`, { spec: {} }),
          ),
        );
        expect(tokens.map(({ status }) => status)).toEqual([201, 403]);
        it.close();
      }),
      { ...runs(8), endOnFailure: true },
    );

    await undoRbac(
      api,
      identity,
      () => undefined,
      virtualTime({ meanwhile: () => finishNamespaces(ground.admin) }),
    );
    expect(await left(ground.admin, identity)).toEqual([]);
  }, 900_000);
});

/** The authorizer sees a change of roles a little later. */
async function settled(ask: () => Promise<string[]>, expected: readonly string[]): Promise<string[]> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const now = await ask();
    if (JSON.stringify(now) === JSON.stringify(expected)) return now;
  }
  return ask();
}
