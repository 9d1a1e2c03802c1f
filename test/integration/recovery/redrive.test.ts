import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';
import { compileCacheFolder } from '../../../cli/program/compileCache.ts';
import { shards } from '../../../shared/clusters/shards.ts';
import { dueClusters } from '../../../shared/clusters/store/due.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { setEnvironment } from '../../support/aws/setEnvironment.ts';
import { runCli } from '../../support/cli/runCli.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';
import { setFields } from '../../support/fleet/setFields.ts';
import { runNode } from '../../support/package/runNode.ts';

let fleet: Fleet;
let restoreEnvironment: () => void;

beforeEach(async () => {
  fleet = await startFleet({ longPollSecondMs: 20 });
  fleet.clock.now = Date.now();
  // The SDK finds its endpoints and credentials there.
  restoreEnvironment = setEnvironment(fleet.aws.environment());
});

afterEach(async () => {
  restoreEnvironment();
  await fleet.stop();
});

const queue = 'pullpass-local-push-dead-letters';

const stageLocal = ['redrive', '--stage', 'local'];

/** The command in this process, as an admin runs it on a stage whose AWS is the embedded one; all that a person reads. */
async function redrive(...args: string[]): Promise<{ code: number; output: string }> {
  let output = '';
  const gather = (text: string) => {
    output += text;
  };
  const { code } = await runCli([...stageLocal, ...args], {
    environment: fleet.aws.environment(),
    written: gather,
    said: gather,
  });
  return { code, output };
}

/** The same in a process of its own. */
const redriveAlone = (...args: string[]) =>
  runNode(process.execPath, ['--no-warnings', join(root, 'cli/bin/pullpass.js'), ...stageLocal, ...args], {
    environment: { ...fleet.aws.environment(), NODE_COMPILE_CACHE: compileCacheFolder },
  });

/** A cluster whose dispatch died: claimed, to be retried in 10 minutes, its message given up by SQS. */
async function died(name: string): Promise<{ claim: string }> {
  await fleet.register({ name });
  return dispatchDied(name);
}

async function dispatchDied(name: string): Promise<{ claim: string }> {
  const claim = randomUUID();
  const nextPushAt = new Date(Date.now() + 600_000).toISOString();
  await setFields(fleet.table, name, { claim, nextPushAt });
  await deadLetter({ cluster: name, claim, correlationId: randomUUID() });
  return { claim };
}

const deadLetter = (body: unknown) =>
  fleet.sqs.send(
    new SendMessageCommand({ QueueUrl: fleet.aws.deadLetterQueueUrl, MessageBody: JSON.stringify(body) }),
  );

async function dueNow(): Promise<string[]> {
  const found: string[] = [];
  for (const shard of shards)
    for await (const { name } of dueClusters(fleet.table, shard, new Date().toISOString())) found.push(name);
  return found.sort();
}

/** How many messages the queue returns. */
async function left(): Promise<number> {
  const { Messages = [] } = await fleet.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: fleet.aws.deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  );
  return Messages.length;
}

describe('redrive', () => {
  test('makes the clusters due whose dispatch died, and empties the queue', async () => {
    for (let index = 0; index < 25; index++) await died(`cluster-${String(index).padStart(2, '0')}`);
    const { code, output } = await redrive();
    expect(output).toContain(`${queue} held 25 messages, the oldest 0 minutes old.`);
    expect(output).toContain('Made due now: its push never happened\n  cluster-00\n');
    expect(output).toContain('\n  and 15 more\n');
    expect(output).toContain('25 clusters due now');
    expect(code).toBe(0);
    expect(await dueNow()).toHaveLength(25);
    expect(await left()).toBe(0);
  });

  test('leaves alone a cluster that was dispatched again, pushed, paused or forgotten since', async () => {
    await died('again');
    await dispatchDied('again');
    await died('served');
    await fleet.refresh('served');
    await died('paused');
    const { spec } = (await readCluster(fleet.table, 'paused')) ?? {};
    await setFields(fleet.table, 'paused', {
      spec: { ...spec, paused: true },
      nextPushAt: undefined,
      dueShard: undefined,
    });
    await deadLetter({ cluster: 'forgotten', claim: randomUUID(), correlationId: randomUUID() });

    const { code, output } = await redrive();
    expect(output).toContain('held 5 messages');
    expect(output).toMatch(/a later dispatch took its place\n {2}again\n/);
    expect(output).toMatch(/handled before\n {2}served\n/);
    expect(output).toMatch(/paused\n {2}paused\n/);
    expect(output).toMatch(/no longer registered\n {2}forgotten\n/);
    expect(output).toContain('1 cluster due now');
    expect(code).toBe(0);
    expect(await dueNow()).toEqual(['again']);
    expect(await left()).toBe(0);
  });

  test('with --dry-run says the same, and changes nothing', async () => {
    await died('prod-eu-1');
    const { code, output } = await redrive('--dry-run');
    expect(output).toContain('holds 1 message,');
    expect(output).toContain('Would be made due now: its push never happened\n  prod-eu-1\n');
    expect(output).toContain('Nothing was changed.');
    expect(code).toBe(0);
    expect(await dueNow()).toEqual([]);
    expect(await left()).toBe(1);
  });

  test('leaves what it cannot read, says so by its exit code, and deletes it on request', async () => {
    await died('prod-eu-1');
    await deadLetter({ order: 'not for anybody' });
    const first = await redrive();
    expect(first.output).toContain('Left: this version of PullPass cannot read it\n  message ');
    expect(first.output).not.toContain('not for anybody');
    expect(first.code).toBe(1);
    expect(await dueNow()).toEqual(['prod-eu-1']);
    expect(await left()).toBe(1);
    expect((await redrive('--drop-unreadable')).code).toBe(0);
    expect(await left()).toBe(0);
  });

  test('for scripts: the findings as JSON, and the names of the clusters that are due now', async () => {
    await died('prod-eu-1');
    const { stdout, code } = await redriveAlone('-o', 'json', '--dry-run');
    expect(JSON.parse(stdout)).toMatchObject({
      queue,
      dryRun: true,
      undeleted: 0,
      messages: [{ cluster: 'prod-eu-1', act: 'make-due' }],
    });
    expect(code).toBe(0);
    expect((await redriveAlone('-o', 'name')).stdout).toBe('prod-eu-1\n');
  });

  test('for an empty queue says so, and exits 0', async () => {
    expect(await redrive()).toEqual({ code: 0, output: `${queue} is empty: nothing to do.\n` });
  });

  test('for a missing stage says what it looked for', async () => {
    const { code, output } = await redrive('--stage', 'prd');
    expect(output).toContain('There is no queue pullpass-prd-push-dead-letters in eu-west-1.');
    expect(output).toContain('Is PullPass deployed there under this --stage');
    expect(code).toBe(1);
  });

  test('a run that DynamoDB interrupts loses no letter', async () => {
    await died('prod-eu-1');
    const repair = fleet.aws.faults.inject({
      service: 'dynamodb',
      operation: 'UpdateItem',
      fault: { kind: 'deny' },
    });
    const { code, output } = await redrive();
    expect(output).toContain('is not authorized to perform: dynamodb:UpdateItem');
    expect(code).toBe(1);
    expect(await left()).toBe(1);
    repair();
    expect((await redrive()).code).toBe(0);
    expect(await dueNow()).toEqual(['prod-eu-1']);
  });
});
