import { describe, expect, test } from '@jest/globals';
import type { Proof } from '../../../shared/registries/proof/proof.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Tokens } from '../../../shared/registries/tokens.ts';
import { aHolder, hour, livingTokens, minute } from '../../support/tokenLives.ts';

const accepted: Proof = { result: 'accepted' };
const refused: Proof = { result: 'refused', by: '403 from x' };
const silent: Proof = { result: 'unknown', because: 'it gave no answer (ETIMEDOUT)' };

const ecr = { name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' } as const;
const ofRole: Registry = { ...ecr, roleArn: 'arn:aws:iam::123456789012:role/pullpass-pull' };
const probed: Registry = { ...ecr, probe: 'team/app:1' };

/** Gives a cluster its token, like a push that ends at once. */
async function push(tokens: Tokens, cluster: string, registry: Registry = ecr, wish = {}) {
  const holder = aHolder(cluster);
  try {
    return await tokens(registry, { holder, ...wish });
  } finally {
    holder.recorded = true;
  }
}

describe('a kept token is tried again', () => {
  test('once in 15 minutes, however many pushes use it, and costs them nothing in between', async () => {
    const { clock, asked, newWorker, minted } = livingTokens(() => accepted);
    const tokens = newWorker();
    for (let each = 0; each < 60; each++) {
      clock.now = each * minute;
      await Promise.all([push(tokens, `a-${each}`, probed), push(tokens, `b-${each}`, probed)]);
    }
    expect(minted()).toBe(1);
    expect(asked).toHaveLength(4 * 2);
  });

  test('less and less often if no answer comes, and keeps its last result', async () => {
    let answer: Proof = accepted;
    const { clock, asked, newWorker, minted } = livingTokens(() => answer);
    const tokens = newWorker();
    await push(tokens, 'a');
    answer = silent;
    for (let each = 0; each < 5 * 60; each++) {
      clock.now = each * minute;
      expect(await push(tokens, 'a')).toMatchObject({ password: 'token-1', unproven: [] });
    }
    // At 0, and after 15, 30, 60 and 120 minutes more.
    expect(asked).toHaveLength(5);
    expect(minted()).toBe(1);
  });

  test('an image that has been removed since is reported as missing', async () => {
    let answer: Proof = accepted;
    const { clock, newWorker } = livingTokens((_, what) => (what === 'pull' ? answer : accepted));
    const tokens = newWorker();
    const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1';
    expect(await push(tokens, 'a', probed)).toMatchObject({ pulled: image });
    answer = {
      result: 'unknown',
      because: 'x says that it does not exist (MANIFEST_UNKNOWN)',
      missing: true,
    };
    clock.now = 15 * minute;
    const given = await push(tokens, 'a', probed);
    expect(given).toMatchObject({ password: 'token-1', unproven: [{ image, missing: true }] });
    expect(given).not.toHaveProperty('pulled');
  });
});

describe('a token that is refused early', () => {
  test('is replaced at once, and this is reported once to those that hold it', async () => {
    const bad = new Set<string>();
    const { clock, told, newWorker } = livingTokens(({ password }) =>
      bad.has(password) ? refused : accepted,
    );
    const tokens = newWorker();
    for (const cluster of ['a', 'b', 'c']) await push(tokens, cluster);
    bad.add('token-1');
    clock.now = 15 * minute;
    const given = await Promise.all([push(tokens, 'b'), push(tokens, 'd')]);
    expect(given.map(({ password }) => password)).toEqual(['token-2', 'token-2']);
    expect(told).toEqual([{ by: '403 from x', clusters: ['a', 'c'] }]);
  });

  test('is outdone by any other, for the cluster that holds it', async () => {
    const bad = new Set<string>();
    const { clock, newWorker } = livingTokens(({ password }) => (bad.has(password) ? refused : accepted));
    const tokens = newWorker();
    for (const cluster of ['a', 'b']) await push(tokens, cluster);
    bad.add('token-1');
    clock.now = 15 * minute;
    const held = { heldUntil: 12 * hour };
    expect(await push(tokens, 'a', ecr, held)).toMatchObject({ password: 'token-2', outdoes: true });
  });

  test('is left to the pushes under way, which have it', async () => {
    const bad = new Set<string>();
    const { clock, told, newWorker } = livingTokens(({ password }) =>
      bad.has(password) ? refused : accepted,
    );
    const tokens = newWorker();
    const writing = aHolder('writing');
    await tokens(ecr, { holder: writing });
    bad.add('token-1');
    clock.now = 15 * minute;
    await push(tokens, 'other');
    expect(told).toEqual([{ by: '403 from x', clusters: [] }]);
    expect(writing.refused).toEqual([writing]);
  });

  test('is reported only to those that got it for what refused it', async () => {
    const other: Registry = { ...ecr, name: 'other', accountId: '210987654321', probe: 'x' };
    let answer: Proof = accepted;
    const { clock, told, newWorker } = livingTokens((_, what) => (what === 'pull' ? answer : accepted));
    const tokens = newWorker();
    await push(tokens, 'a', ecr);
    await push(tokens, 'b', other);
    answer = refused;
    clock.now = 15 * minute;
    await expect(push(tokens, 'c', other)).rejects.toMatchObject({ kind: 'registry' });
    expect(told).toEqual([{ by: '403 from x', clusters: ['b'] }]);
    expect(await push(tokens, 'a', ecr)).toMatchObject({ password: 'token-2' });
  });

  test('and whose newer one is refused too, ends no session: nothing may be pulled', async () => {
    let answer: Proof = accepted;
    const { clock, told, newWorker, minted } = livingTokens(() => answer);
    const tokens = newWorker();
    await push(tokens, 'a');
    answer = refused;
    for (let second = 0; second < 60; second++) {
      clock.now = 15 * minute + second * 1000;
      await expect(push(tokens, 'b')).rejects.toMatchObject({ kind: 'registry' });
    }
    expect(told).toEqual([{ by: '403 from x', clusters: ['a'] }]);
    expect(minted()).toBe(2);
    answer = accepted;
    clock.now += minute;
    const given = await push(tokens, 'a');
    expect(given).toMatchObject({ password: 'token-3', expiresAt: clock.now + 12 * hour });
    expect(given.boundSince).toBeUndefined();
  });

  test('once, and is accepted again right after, ends no session', async () => {
    let times = 0;
    const { clock, newWorker } = livingTokens(({ serial, age }) =>
      serial === 1 && age > 0 && ++times === 1 ? refused : accepted,
    );
    const tokens = newWorker();
    await push(tokens, 'a');
    clock.now = 15 * minute;
    const given = await push(tokens, 'a');
    expect(given).toMatchObject({ password: 'token-2', expiresAt: clock.now + 12 * hour });
    expect(given.boundSince).toBeUndefined();
  });
});

describe('if tokens end with the session that requested them', () => {
  /** A worker whose role's token was seen to end with its session, at 61 minutes. */
  async function afterAnHour(judge = ({ age }: { age: number }) => (age > hour ? refused : accepted)) {
    const living = livingTokens(judge);
    const { clock, newWorker } = living;
    const tokens = newWorker();
    for (const at of [0, 20, 40]) {
      clock.now = at * minute;
      await push(tokens, `at-${at}`, ofRole);
    }
    clock.now = 61 * minute;
    return { ...living, tokens, given: await push(tokens, 'late', ofRole) };
  }

  test('none is given out when it is over; the one before is tried once more, and its clusters hear of it', async () => {
    const { given, told, minted } = await afterAnHour();
    expect(given).toMatchObject({ password: 'token-2', boundSince: 61 * minute });
    expect(told).toEqual([{ by: '403 from x', clusters: ['at-0', 'at-20', 'at-40'] }]);
    expect(minted()).toBe(2);
  });

  test('each counts as valid for its session from then on, and is renewed at half of it', async () => {
    const { clock, given, tokens } = await afterAnHour();
    expect(given.expiresAt).toBe(61 * minute + hour);
    clock.now = 61 * minute + hour / 2;
    expect(await push(tokens, 'a', ofRole)).toMatchObject({
      password: 'token-3',
      expiresAt: clock.now + hour,
    });
  });

  test('another worker learns it from a record, whatever that says of the cluster’s expiry', async () => {
    const { clock, newWorker } = livingTokens(() => accepted);
    const tokens = newWorker();
    const wish = { boundSince: 0, heldUntil: clock.now };
    expect(await push(tokens, 'a', ofRole, wish)).toMatchObject({ expiresAt: hour, boundSince: 0 });
    const unaware = { heldUntil: 12 * hour };
    expect(await push(tokens, 'b', ofRole, unaware)).toMatchObject({ expiresAt: hour, boundSince: 0 });
  });

  test('AWS is believed again when one is accepted after its session, and older records are not', async () => {
    let ended = true;
    const { clock, tokens } = await afterAnHour(({ age }) => (age > hour && ended ? refused : accepted));
    ended = false;
    const give = (at: number) => {
      clock.now = at * minute;
      return push(tokens, 'a', ofRole, { boundSince: 61 * minute });
    };
    for (const at of [80, 95, 110]) expect(await give(at)).toHaveProperty('boundSince', 61 * minute);
    // The token from minute 61 was dropped at half of its session, and is tried when that is over.
    expect((await give(125)).boundSince).toBeUndefined();
    expect((await give(126)).expiresAt).toBeGreaterThan((126 + 11 * 60) * minute);
  });

  test('a token of a role is dropped with its session, though nothing was seen to end with it', async () => {
    const { clock, told, newWorker } = livingTokens(() => accepted);
    const tokens = newWorker();
    const passwords: string[] = [];
    for (const at of [0, 59, 60, 119, 120]) {
      clock.now = at * minute;
      const { password, expiresAt } = await push(tokens, 'a', ofRole);
      passwords.push(password);
      expect(expiresAt).toBeGreaterThan(clock.now + 11 * hour);
    }
    expect(passwords).toEqual(['token-1', 'token-1', 'token-2', 'token-2', 'token-3']);
    expect(told).toEqual([]);
  });

  test('a token of PullPass’s own role is kept for half of its life', async () => {
    const { clock, newWorker } = livingTokens(() => accepted);
    const own = newWorker();
    for (const at of [0, 1, 2, 5]) {
      clock.now = at * hour;
      expect(await push(own, 'a', ecr)).toMatchObject({ password: 'token-1' });
    }
  });
});

test('a password that is refused after it was accepted is reported to its clusters, and not tried again for a minute', async () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pullpass-registry-quay';
  const quay: Registry = { name: 'quay', kind: 'static', host: 'quay.io', secretArn };
  let answer: Proof = accepted;
  const { clock, asked, told, newWorker } = livingTokens(() => answer);
  const tokens = newWorker();
  await push(tokens, 'a', quay);
  answer = refused;
  for (let second = 0; second < 60; second += 5) {
    clock.now = 15 * minute + second * 1000;
    await expect(push(tokens, 'b', quay)).rejects.toMatchObject({ kind: 'registry' });
  }
  expect(told).toEqual([{ by: '403 from x', clusters: ['a'] }]);
  expect(asked).toHaveLength(2);
});
