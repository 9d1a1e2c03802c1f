import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { redrive } from '../../../cli/recovery/redrive/redrive.ts';
import { reindex } from '../../../cli/recovery/reindex/reindex.ts';
import { copyLost } from '../../../cli/recovery/restore/copy.ts';
import { writeState } from '../../../cli/smoke/canary/state.ts';
import type { ClusterRecord, ClusterStatus } from '../../../shared/clusters/record.ts';
import { claimDue } from '../../../shared/clusters/store/due.ts';
import { addEvent } from '../../../shared/clusters/store/events.ts';
import { joinIdentity, leaveIdentity, namesOfIdentity } from '../../../shared/clusters/store/identities.ts';
import { noteLateWrite } from '../../../shared/clusters/store/lateWrites.ts';
import { deleteCluster, forgetCluster, markCleaned } from '../../../shared/clusters/store/leaving.ts';
import { changeCluster, createCluster, readCluster } from '../../../shared/clusters/store/records.ts';
import { noteAttempt, recordRenewed } from '../../../shared/clusters/store/renewals.ts';
import { recordResult } from '../../../shared/clusters/store/results.ts';
import { isolate, noteAlone } from '../../../shared/clusters/store/suspects.ts';
import type { Table } from '../../../shared/clusters/store/table.ts';
import { claimLook, saveMarks } from '../../../shared/clusters/store/unrecorded.ts';
import { withdraw } from '../../../shared/clusters/store/withdraw.ts';
import { conditionalWriters, filesWith } from '../../support/aws/conditionalWrites.ts';
import { anotherTable } from '../../support/fleet/anotherTable.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.stop());

const table = (): Table => fleet.table;
const writes = ['UpdateItem', 'PutItem', 'DeleteItem'] as const;

/** From now on each write is done, but its first answer is lost: the client retries on its own. */
function loseFirstAnswers(): void {
  for (const operation of writes)
    fleet.aws.faults.inject({ operation, attempt: 1, fault: { kind: 'lost-answer' } });
}

/** Every answer to a write is lost, including those to retries. */
function loseAllAnswers(): void {
  for (const operation of writes) fleet.aws.faults.inject({ operation, fault: { kind: 'lost-answer' } });
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

async function registered(fields: Record<string, unknown> = {}): Promise<ClusterRecord> {
  const { name } = await fleet.register();
  if (Object.keys(fields).length > 0) await setFields(table(), name, fields);
  return read();
}

const read = async () => (await readCluster(table(), 'prod-eu-1')) as ClusterRecord;

const failed: ClusterStatus = {
  phase: 'Failing',
  consecutiveFailures: 1,
  lastAttemptAt: '2026-03-01T12:00:00.000Z',
  error: { kind: 'timeout', message: 'm', remedy: 'r' },
  namespaces: { ready: 0, failed: 1, skipped: 0 },
};

/** Each conditional write in the sources: prepared, done while answers are lost, and what it must return then. */
const lives: Record<string, () => Promise<{ write: () => Promise<unknown>; says: unknown }>> = {
  'shared/clusters/store/due.ts: claimDue': async () => {
    const { name, status } = await registered();
    const due = { name, nextPushAt: status.nextPushAt as string };
    const retryAt = iso(fleet.clock.now + 600_000);
    return {
      write: async () => [
        await claimDue(table(), due, { claim: randomUUID(), retryAt }),
        await claimDue(
          table(),
          { name, nextPushAt: retryAt },
          {
            claim: randomUUID(),
            retryAt: iso(fleet.clock.now + 1_200_000),
          },
        ),
      ],
      says: [
        { site: undefined, isSuspect: false },
        { site: undefined, isSuspect: false },
      ],
    };
  },
  'shared/clusters/store/leaving.ts: markCleaned': async () => {
    const record = await registered({ claim: 'c' });
    return { write: () => markCleaned(table(), record, ''), says: true };
  },
  'shared/clusters/store/leaving.ts: deleteRecord': async () => {
    const record = await registered({ claim: 'c' });
    return {
      write: async () => {
        const forgotten = await forgetCluster(table(), record, fleet.clock.now);
        const again = await registered();
        return [forgotten, await deleteCluster(table(), again, fleet.clock.now)];
      },
      says: [true, true],
    };
  },
  'shared/clusters/store/records.ts: createCluster': async () => {
    const record = await registered();
    await deleteCluster(table(), record, fleet.clock.now);
    return { write: () => createCluster(table(), record, fleet.clock.now), says: true };
  },
  'shared/clusters/store/records.ts: changeCluster': async () => {
    const before = await registered();
    const change = { ...before, version: before.version + 1, spec: { ...before.spec, labels: { a: 'b' } } };
    return { write: () => changeCluster(table(), change, before), says: true };
  },
  'shared/clusters/store/suspects.ts: isolate': async () => {
    const record = await registered({ claim: 'c' });
    return { write: () => isolate(table(), record, iso(fleet.clock.now)), says: true };
  },
  'shared/clusters/store/suspects.ts: noteAlone': async () => {
    const record = await registered({ claim: 'c' });
    return { write: () => noteAlone(table(), record, iso(fleet.clock.now)), says: true };
  },
  'shared/clusters/store/renewals.ts: recordRenewed': async () => {
    const record = await registered({ claim: 'c' });
    const attempt = { version: 'v2', at: iso(fleet.clock.now) };
    return {
      write: async () => {
        const noted = await noteAttempt(table(), record, attempt);
        const next = { ...record, kubeconfig: noted ?? record.kubeconfig };
        const renewed = { ...next.kubeconfig, version: 'v2' };
        const recorded = await recordRenewed(table(), next, renewed);
        return [noted?.renewal?.attempt, recorded?.version, (await read()).kubeconfig.version];
      },
      says: [attempt, 'v2', 'v2'],
    };
  },
  'shared/clusters/store/results.ts: recordResult': async () => {
    const record = await registered({ claim: 'c' });
    const written = { ends: undefined, retired: [], everything: false };
    return { write: () => recordResult(table(), record, failed, written), says: 'recorded' };
  },
  'shared/clusters/store/results.ts: lowerValidUntil': async () => {
    const before = await registered({ claim: 'c', validUntil: '2026-03-01T23:00:00.000Z' });
    const other = { ...before, claim: 'another' };
    const written = { ends: Date.parse('2026-03-01T13:00:00.000Z'), retired: [], everything: false };
    return {
      write: async () => [await recordResult(table(), other, failed, written), (await read()).status.ends],
      says: ['superseded', Date.parse('2026-03-01T13:00:00.000Z')],
    };
  },
  'shared/clusters/store/withdraw.ts: withdraw': async () => {
    const { name } = await registered({ validUntil: '2026-03-01T23:00:00.000Z' });
    const holder = { cluster: name, startedAt: iso(fleet.clock.now) };
    return { write: () => withdraw(table(), holder, iso(fleet.clock.now)), says: true };
  },
  'shared/clusters/store/lateWrites.ts: noteLateWrite': async () => {
    const until = iso(fleet.clock.now + 60_000);
    const dueLater = await registered({ claim: 'c', nextPushAt: iso(fleet.clock.now + 3_600_000) });
    return {
      write: async () => [
        await noteLateWrite(table(), dueLater, until),
        (await read()).status.nextPushAt,
        // Due by then anyway: only the note is written.
        await noteLateWrite(table(), dueLater, iso(fleet.clock.now + 120_000)),
        (await read()).status.nextPushAt,
      ],
      says: [true, until, true, until],
    };
  },
  'cli/recovery/redrive/redrive.ts: dealWith': async () => {
    await registered({ claim: 'c', nextPushAt: '2026-03-01T13:00:00.000Z' });
    const message = { cluster: 'prod-eu-1', claim: 'c', correlationId: randomUUID() };
    const letter = { message, id: '1', sentAt: 0, receiptHandle: 'r' };
    const batches = [[letter]];
    const letters = {
      take: async () => batches.pop() ?? [],
      hold: async () => undefined,
      putBack: async () => undefined,
      remove: async () => 0,
    };
    const options = { dryRun: false, dropUnreadable: false };
    return {
      write: async () => {
        const world = { letters: letters as never, table: table(), now: () => fleet.clock.now };
        const { findings } = await redrive(world, options, new AbortController().signal);
        return findings.map(({ act }) => act);
      },
      says: ['make-due'],
    };
  },
  'cli/recovery/reindex/reindex.ts: rewrite': async () => {
    await registered({ attention: undefined, attentionShard: undefined });
    return {
      write: async () => (await reindex(table(), new AbortController().signal)).written,
      says: 1,
    };
  },
  'shared/clusters/store/identities.ts: joinIdentity': async () => ({
    write: async () => {
      await joinIdentity(table(), 'uid', 'prod-eu-1');
      return namesOfIdentity(table(), 'uid');
    },
    says: ['prod-eu-1'],
  }),
  'shared/clusters/store/identities.ts: leaveIdentity': async () => {
    await joinIdentity(table(), 'uid', 'prod-eu-1');
    return {
      write: async () => {
        await leaveIdentity(table(), 'uid', 'prod-eu-1');
        return namesOfIdentity(table(), 'uid');
      },
      says: [],
    };
  },
  'shared/clusters/store/unrecorded.ts: claimLook': async () => ({
    write: () => claimLook(table(), 'a', fleet.clock.now),
    says: {},
  }),
  'shared/clusters/store/unrecorded.ts: saveMarks': async () => {
    await claimLook(table(), 'a', fleet.clock.now);
    return { write: () => saveMarks(table(), 'a', { left: iso(fleet.clock.now) }), says: true };
  },
  'cli/recovery/restore/copy.ts: copyEvent': async () => {
    const from = await anotherTable(table(), 'backup');
    const event = { at: iso(fleet.clock.now), type: 'served', by: 'pullpass', message: 'm' } as const;
    await addEvent(from, 'prod-eu-1', event, '1');
    const world = {
      from,
      to: table(),
      kubeconfigs: new Map(),
      takeBack: async () => undefined,
      now: () => fleet.clock.now,
    };
    return {
      write: async () => (await copyLost(world, { dryRun: false }, new AbortController().signal)).events,
      says: 1,
    };
  },
  'cli/smoke/canary/state.ts: writeState': async () => {
    const canary = await anotherTable(table(), 'canary', {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    const contents = {} as never;
    return {
      write: async () => [
        await writeState(canary, 'token', contents, undefined),
        await writeState(canary, 'token', contents, { contents, revision: 1 }),
      ],
      says: [true, true],
    };
  },
};

describe('a write whose answer is lost, and which the client repeats', () => {
  test.each(Object.keys(lives))('%s recognises what it wrote', async (writer) => {
    const { write, says } = await (lives[writer] as NonNullable<(typeof lives)[string]>)();
    loseFirstAnswers();
    expect(await write()).toEqual(says);
  });

  test('is reported as done even if no retry gets an answer', async () => {
    const before = await registered();
    const change = { ...before, version: before.version + 1 };
    loseAllAnswers();
    expect(await changeCluster(table(), change, before)).toBe(true);
  });

  test('is not reported as done if somebody else was faster', async () => {
    const before = await registered();
    const other = { ...before, version: before.version + 1 };
    expect(await changeCluster(table(), other, before)).toBe(true);
    // Not done, and tried again. Somebody else has made the same change, but it is still theirs.
    fleet.aws.faults.inject({ operation: 'UpdateItem', attempt: 1, fault: { kind: 'error' } });
    expect(await changeCluster(table(), other, before)).toBe(false);
    expect(
      await recordResult(table(), { ...before, claim: 'x' }, failed, {
        ends: undefined,
        retired: [],
        everything: false,
      }),
    ).toBe('superseded');
    expect(await deleteCluster(table(), before, fleet.clock.now)).toBe(false);
  });

  test('throws the original error if it cannot be read back either', async () => {
    const before = await registered();
    loseAllAnswers();
    fleet.aws.faults.inject({ operation: 'GetItem', fault: { kind: 'deny' } });
    const change = changeCluster(table(), { ...before, version: before.version + 1 }, before);
    await expect(change).rejects.not.toThrow(/not authorized/);
  });

  test('reads nothing back if the first answer came', async () => {
    const before = await registered();
    const other = { ...before, version: before.version + 1 };
    await changeCluster(table(), other, before);
    fleet.aws.calls.reset();
    expect(await changeCluster(table(), other, before)).toBe(false);
    expect(fleet.aws.calls.count({ operation: 'GetItem' })).toBe(0);
  });
});

describe('this list', () => {
  test('has every conditional write in the sources', () => {
    expect(Object.keys(lives).sort()).toEqual(conditionalWriters());
  });

  test('and no code makes a condition without it', () => {
    expect(filesWith(/\bConditionExpression:/)).toEqual(['shared/clusters/store/clause.ts']);
    expect(filesWith(/ConditionalCheckFailedException/)).toEqual([
      'shared/clusters/store/conditionalWrite.ts',
    ]);
    expect(filesWith(/TransactWrite/)).toEqual([]);
  });
});
