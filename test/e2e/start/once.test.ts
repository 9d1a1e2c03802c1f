import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { demoFleet } from '../../../local/demo/fleet.ts';
import { clusterList, eventList } from '../../../shared/api/schemas.ts';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();

test('one cycle serves every simulated cluster, proves it, and exits 0', async () => {
  const program = start(['--once']);
  expect(await program.ended).toBe(0);
  const lines = program.output().trimEnd().split('\n');
  expect(lines.filter((line) => /^API http:\/\/127\.0\.0\.1:\d+$/.test(line))).toHaveLength(1);
  for (const { name, served } of demoFleet) {
    const row = new RegExp(`^${name} +✓ Healthy +1[12] h \\d+ m +${served.length}/${served.length} `);
    expect(lines.filter((line) => row.test(line))).toHaveLength(1);
    expect(program.output()).toContain(
      `Read back from ${name}: a fresh token for 123456789012.dkr.ecr.eu-west-1.amazonaws.com in ${served.length} of ${served.length} namespaces`,
    );
  }
  expect(lines.at(-1)).toMatch(/^OK: 3 of 3 clusters Healthy, valid for 1[12] h \d+ m/);
  expect(program.errors()).toBe('');
});

test('a cycle over nothing is not a success', async () => {
  const program = start(['--once', '--no-demo']);
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain('No clusters are registered: there was nothing to refresh.');
});

test('with --data the clusters are there after a restart, and are served again, with the account and region of the flags', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-start-'));
  try {
    const place = ['--account', '210987654321', '--region', 'eu-central-1'];
    for (const _ of ['first', 'again']) {
      const program = start(['--once', '--data', folder, ...place]);
      expect(await program.ended).toBe(0);
      expect(program.output()).toContain('210987654321.dkr.ecr.eu-central-1.amazonaws.com in 5 of 5');
    }

    const alone = start(['--no-demo', '--data', folder, '--port', '0']);
    const listed = clusterList.parse(await (await fetch(`${await alone.api()}/clusters`)).json());
    expect(listed.items.map(({ name }) => name).sort()).toEqual(demoFleet.map(({ name }) => name).sort());
    const answer = await fetch(`${await alone.api()}/clusters/demo-eu-1/events`);
    const events = eventList.parse(await answer.json());
    expect(events.items.map(({ type }) => type)).toContain('registered');

    const second = start(['--once', '--no-demo', '--data', folder]);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain(`is in use by process ${alone.child.pid}`);
    alone.child.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
