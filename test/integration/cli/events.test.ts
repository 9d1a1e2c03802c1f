import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { parse, parseAllDocuments } from 'yaml';
import { addEvent, type ClusterEvent } from '../../../shared/clusters/store/events.ts';
import { type CliOptions, runCli } from '../../support/cli/runCli.ts';
import { aRecord, store } from '../../support/widget/store.ts';
import { inMinutes, now } from '../../support/widget/views.ts';
import { type Api, ann, startApi } from '../registration/anApi.ts';

let api: Api;
let answering = true;
const tell = (cluster: string, minutes: number, event: Omit<ClusterEvent, 'at'>) =>
  addEvent(api.table, cluster, { at: inMinutes(minutes), ...event }, `${Math.random()}`.slice(2));
const registered = { type: 'registered', by: ann, message: 'Registered' } as const;
const forbidden = {
  kind: 'forbidden',
  message: 'PATCH secrets/ecr-credentials answered 403 \u001b[31mred',
  remedy: 'Grant the verb patch.',
} as const;
const failed = { type: 'failed', by: 'pullpass', message: forbidden.message, error: forbidden } as const;

beforeAll(async () => {
  api = await startApi({
    world: () => ({
      now() {
        if (!answering) throw new Error('the API is down');
        return now;
      },
    }),
  });
  await store(api.table, [
    aRecord('one', { labels: { env: 'prod' } }),
    aRecord('two', { labels: { env: 'prod' } }),
    aRecord('quiet'),
  ]);
  await tell('one', -60, registered);
  await tell('two', -50, registered);
  await tell('one', -40, failed);
});
afterAll(() => api.stop());

const pullpass = (line: string, options?: CliOptions) =>
  runCli([...line.split(' '), '--api', api.url], { now: () => now, ...options });

test('off a terminal each event is one line, the newest last', async () => {
  expect(await pullpass('events one')).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      `${inMinutes(-60)} registered: Registered by ${ann}\n`,
      `${inMinutes(-40)} failed: forbidden: PATCH secrets/ecr-credentials answered 403 ·[31mred → Grant the verb patch.\n`,
    ].join(''),
  });
});

test('several clusters’ events are in order of time, each with its cluster’s name', async () => {
  const { stdout } = await pullpass('events --label env=prod --limit 2');
  expect(stdout.split('\n').map((line) => line.slice(25, 40))).toEqual([
    'two registered:',
    'one failed: for',
    '',
  ]);
});

test.each([80, 40])('it fits a terminal of %i columns', async (terminal) => {
  const { stdout, stderr } = await pullpass('events one', { terminal });
  for (const line of (stdout + stderr).split(/[\r\n]/))
    expect(stringWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(terminal);
  expect(stripVTControlCharacters(stdout).replace(/\s+/g, ' ')).toBe(
    `2026-03-10 09:24:00 UTC registered: Registered by ${ann} 2026-03-10 09:44:00 UTC failed: forbidden: PATCH secrets/ecr-credentials answered 403 ·[31mred → Grant the verb patch. `,
  );
  expect(stderr.replace(/\s+/g, ' ')).toContain(
    `As they come: pullpass events one --follow --api ${api.url}`,
  );
});

test('for scripts: the events of the API, with the name of the cluster', async () => {
  const { items } = (await api.send('GET', '/clusters/one/events')).body;
  const expected = items.toReversed().map((event: object) => ({ cluster: 'one', ...event }));
  expect(JSON.parse((await pullpass('events one -o json')).stdout)).toEqual(expected);
  expect(parse((await pullpass('events one -o yaml')).stdout)).toEqual(expected);
});

test('a cluster without events says so, and data stays data', async () => {
  expect(await pullpass('events quiet')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No events: none happened in the time for which they are kept.\n',
  });
  expect((await pullpass('events quiet -o json')).stdout).toBe('[]\n');
});

test.each([
  ['events', 2, 'Which clusters?'],
  ['events one -o name', 2, 'Events have no names.'],
  ['events one --limit 0', 2, 'Expected a whole number from 1 to 10000.'],
  ['events nope', 1, 'There is no cluster "nope".'],
])('%s: exit code %i, and nothing on stdout', async (line, exitCode, said) => {
  const { code, stdout, stderr } = await pullpass(line);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  expect(stderr).toContain(said);
});

test('more clusters than may be asked one by one are refused before any is', async () => {
  const many = Array.from({ length: 101 }, (_, index) => `c${index}`).join(' ');
  const { code, stderr } = await pullpass(`events ${many}`);
  expect(code).toBe(2);
  expect(stderr).toContain(
    '101 clusters were chosen. Each takes its own request, and 100 are allowed at most.',
  );
});

test.each([
  [
    'json',
    (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  ],
  ['yaml', (text: string) => parseAllDocuments(text).map((document) => document.toJS())],
])(
  'followed until Ctrl-C, which ends it with 0; -o %s has a document for each event',
  async (format, read) => {
    const name = `followed-${format}`;
    await store(api.table, [aRecord(name)]);
    await tell(name, -3, registered);
    const ctrlC = new AbortController();
    let writes = 0;
    let stored: Promise<unknown> = Promise.resolve();
    const { code, stdout } = await pullpass(`events ${name} --follow --every 1 -o ${format}`, {
      signal: ctrlC.signal,
      // No look sees one event of the two.
      async sleep() {
        await stored;
      },
      written(text) {
        if (text === '') return;
        writes += 1;
        if (writes === 1) stored = Promise.all([tell(name, -1, failed), tell(name, -2, failed)]);
        if (text.includes(inMinutes(-1))) ctrlC.abort('SIGINT');
      },
    });
    expect(code).toBe(0);
    const told = read(stdout).map(({ at }) => at);
    expect(told).toEqual([inMinutes(-3), inMinutes(-2), inMinutes(-1)]);
  },
);

test('an API that fails for a while is reported once, and nothing is missed', async () => {
  await store(api.table, [aRecord('outage')]);
  await tell('outage', -3, registered);
  const ctrlC = new AbortController();
  const running = pullpass('events outage --follow --every 1', {
    signal: ctrlC.signal,
    async written(text) {
      if (text.includes('Registered')) {
        answering = false;
        await tell('outage', -2, failed);
      }
      if (text.includes('failed')) ctrlC.abort('SIGINT');
    },
    said(text) {
      if (text.includes('Trying again')) answering = true;
    },
  });
  const { code, stdout, stderr } = await running.finally(() => {
    answering = true;
  });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(stderr).toMatch(/^GET \/clusters\/outage\/events was answered with 500: [^\n]* Trying again\.\n/);
});
