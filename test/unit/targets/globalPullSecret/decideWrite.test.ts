import { describe, expect, test } from '@jest/globals';
import { never } from '../../../../shared/ends.ts';
import { merged } from '../../../../shared/targets/globalPullSecret/config.ts';
import {
  decideWrite,
  type HeldEntries,
  hour,
  type WantedEntry,
  type WriteInput,
} from '../../../../shared/targets/globalPullSecret/decideWrite.ts';
import { annotationsOf } from '../../../../shared/targets/globalPullSecret/marks.ts';

const writtenAt = Date.parse('2026-03-01T12:00:00Z');
const hoursLater = (hours: number) => writtenAt + hours * hour;
const ecr: WantedEntry = { host: 'ecr.example.com', auth: 'QVdTOm9uZQ==', expiresAt: hoursLater(12) };
const quay: WantedEntry = { host: 'quay.io', auth: 'cm9ib3Q6b25l', expiresAt: never };
const others = { auths: { 'theirs.example.com': { auth: 'dGhlaXJz', email: 'a@example.com' } } };

/** The secret as it was written at noon, with others' entries beside ours. */
function written(wanted: readonly WantedEntry[] = [ecr]): HeldEntries {
  const entries = new Map(wanted.map(({ host, auth }) => [host, auth]));
  const ends = Math.min(...wanted.map(({ expiresAt }) => expiresAt));
  const marks = { cluster: 'prod', writtenAt, ends, hosts: [...entries.keys()], created: false };
  return { config: merged(others, [], entries), annotations: annotationsOf(marks, entries) };
}

const decide = (input: Partial<WriteInput>) =>
  decideWrite({ held: written(), wanted: [ecr], now: hoursLater(1), everyHours: 5, ...input });

/** A new token for the same host. */
const renewed: WantedEntry = { ...ecr, auth: 'QVdTOnR3bw==', expiresAt: hoursLater(24) };
const withEntry = (held: HeldEntries, host: string, entry: unknown): HeldEntries => ({
  ...held,
  config: { ...held.config, auths: { ...held.config.auths, [host]: entry } },
});
const withAnnotations = (held: HeldEntries, changed: Record<string, string>): HeldEntries => ({
  ...held,
  annotations: { ...held.annotations, ...changed },
});
const without = (held: HeldEntries, host: string): HeldEntries => ({
  ...held,
  config: merged(held.config, [host], new Map()),
});

describe('it is written', () => {
  test('if there is none', () => {
    expect(decide({ held: undefined })).toEqual({ act: 'write', because: 'there is no such secret' });
  });

  test('if there is no longer one, as a repair', () => {
    expect(decide({ held: undefined, servedAt: hoursLater(0.5) })).toMatchObject({
      act: 'write',
      repairs: 'was missing',
    });
  });

  test('for the first time, whatever others have in it', () => {
    expect(decide({ held: { config: others, annotations: {} } })).toEqual({
      act: 'write',
      because: 'it holds nothing of PullPass yet',
    });
    const theirs = withEntry({ config: others, annotations: {} }, ecr.host, { auth: 'b2xk' });
    expect(decide({ held: theirs })).toMatchObject({ act: 'write' });
  });

  test('when no more than 7 hours are left, and 5 have passed', () => {
    expect(decide({ wanted: [renewed], now: hoursLater(5) - 1 })).toMatchObject({ act: 'keep' });
    expect(decide({ wanted: [renewed], now: hoursLater(5) })).toEqual({
      act: 'write',
      because: 'its credentials must be replaced in time',
    });
  });

  test('when others changed it and 5 hours have passed, as a repair', () => {
    expect(decide({ held: without(written(), ecr.host), now: hoursLater(5) })).toMatchObject({
      act: 'write',
      repairs: 'was changed by others',
    });
  });

  test('at once if a registry has refused its content since, and not again after that', () => {
    expect(decide({ withdrawnAt: hoursLater(0.5) })).toEqual({
      act: 'write',
      because: 'a registry refused what is in there',
    });
    expect(decide({ withdrawnAt: writtenAt - 1 })).toMatchObject({ act: 'keep' });
  });

  test('at once if nobody knows when it was written', () => {
    const unreadable = { 'pullpass.io/written-at': 'yesterday' };
    expect(decide({ held: withAnnotations(written(), unreadable) })).toMatchObject({ act: 'write' });
    const ahead = { 'pullpass.io/written-at': new Date(hoursLater(9999)).toISOString() };
    expect(decide({ held: withAnnotations(written(), ahead) })).toMatchObject({ act: 'write' });
  });
});

describe('it is kept, and shown as valid until its first credential expires', () => {
  test('when nothing is wrong with it', () => {
    expect(decide({})).toEqual({ act: 'keep', until: hoursLater(12) });
  });

  test('when there is a newer token, because it holds a good one', () => {
    expect(decide({ wanted: [renewed] })).toEqual({ act: 'keep', until: hoursLater(12) });
  });

  test('when others change only what is theirs', () => {
    const held = withEntry(written(), 'new.example.com', { auth: 'bmV3' });
    expect(decide({ held: without(held, 'theirs.example.com') })).toMatchObject({ act: 'keep' });
  });

  test('when little life is left, but the interval has not passed', () => {
    expect(decide({ wanted: [renewed], everyHours: 8, now: hoursLater(8) - 1 })).toEqual({
      act: 'keep',
      until: hoursLater(12),
    });
    expect(decide({ wanted: [renewed], everyHours: 8, now: hoursLater(8) })).toMatchObject({ act: 'write' });
  });

  test('forever, with an unchanged credential that does not expire', () => {
    const until = never;
    expect(decide({ held: written([quay]), wanted: [quay], now: hoursLater(9999) })).toEqual({
      act: 'keep',
      until,
    });
  });
});

describe('it has to wait until 5 hours after the last write', () => {
  const byOthers = { act: 'wait', until: hoursLater(5), byOthers: true };

  test('when others removed or changed one of our entries', () => {
    expect(decide({ held: without(written(), ecr.host) })).toMatchObject(byOthers);
    expect(decide({ held: withEntry(written(), ecr.host, { auth: 'b3RoZXI=' }) })).toMatchObject(byOthers);
    expect(decide({ held: withEntry(written(), ecr.host, 'nonsense') })).toMatchObject(byOthers);
  });

  test('when others changed its stated expiry, which is not believed', () => {
    const longer = { 'pullpass.io/valid-until': new Date(hoursLater(9999)).toISOString() };
    expect(decide({ held: withAnnotations(written(), longer) })).toMatchObject(byOthers);
  });

  test('when others replaced it as a whole after it had been served: no later than that it was written', () => {
    const held = { config: others, annotations: {} };
    expect(decide({ held, servedAt: hoursLater(0.5) })).toMatchObject({
      act: 'wait',
      until: hoursLater(5.5),
      because: 'others have replaced it',
    });
    expect(decide({ held, servedAt: hoursLater(0.5), now: hoursLater(5.5) })).toMatchObject({
      act: 'write',
      repairs: 'was changed by others',
    });
  });

  test.each([
    ['one more', [ecr, quay]],
    ['another', [quay]],
  ])('when the target has other registries: %s', (_, wanted) => {
    expect(decide({ wanted })).toEqual({
      act: 'wait',
      until: hoursLater(5),
      because: 'the registries of the target changed',
      byOthers: false,
    });
    expect(decide({ wanted, now: hoursLater(5) })).toMatchObject({ act: 'write' });
  });

  test('when a credential that does not expire changed', () => {
    const changed = { ...quay, auth: 'cm9ib3Q6dHdv' };
    const held = written([ecr, quay]);
    expect(decide({ held, wanted: [ecr, changed] })).toEqual({
      act: 'wait',
      until: hoursLater(5),
      because: 'the credential of quay.io changed',
      byOthers: false,
    });
    expect(decide({ held, wanted: [ecr, changed], now: hoursLater(5) })).toMatchObject({ act: 'write' });
  });
});

test('the digest reveals nothing of a credential except that it changed', () => {
  const { annotations } = written();
  expect(annotations['pullpass.io/digest']).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(annotations)).not.toContain(ecr.auth);
});

test('others’ entries stay as they are, and ours for former hosts are removed', () => {
  const before = merged({ ...others, credHelpers: { x: 'y' } }, [], new Map([['old.example.com', 'b2xk']]));
  expect(merged(before, ['old.example.com'], new Map([['ecr.example.com', 'bmV3']]))).toEqual({
    credHelpers: { x: 'y' },
    auths: { ...others.auths, 'ecr.example.com': { auth: 'bmV3' } },
  });
});
