import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import stringWidth from 'fast-string-width';
import { fleetFile } from '../../world/fleetFile.ts';
import type { TerminalWorld } from '../../world/terminalWorld.ts';
import { until } from '../../world/until.ts';

export function interruptScenarios(world: () => TerminalWorld): void {
  test.each([80, 40])(
    'status --watch redraws in place, and ends by Ctrl-C, at %i columns',
    async (columns) => {
      const { gate, pullpass } = world();
      gate.requests();
      const terminal = await pullpass(['status', '--watch', '--every', '1'], { columns });
      let reads = 0;
      await until(
        'the fleet to be read three times',
        async () => (reads += gate.requests().filter((each) => each.startsWith('GET /fleet')).length),
        (count) => count >= 3,
      );
      await terminal.shows(/Ctrl-C ends\./);
      const lines = await terminal.lines();
      expect(lines.filter((line) => line.includes('4 clusters:'))).toHaveLength(1);
      await terminal.press('C-c');
      // That is how it normally ends.
      expect(await terminal.ended()).toEqual({ code: 0 });
    },
    150_000,
  );

  test('status --watch --check ended while the fleet is in trouble exits 3', async () => {
    const terminal = await world().pullpass(['status', '--watch', '--check'], { columns: 80 });
    await terminal.shows(/Ctrl-C ends\./);
    await terminal.press('C-c');
    expect(await terminal.ended()).toEqual({ code: 3 });
  }, 150_000);

  test('Ctrl-C awaits what is under way, reports how each ended, and exits 130', async () => {
    const { gate, pullpass } = world();
    gate.hold(/^POST .*refresh/);
    const terminal = await pullpass(['refresh', '--all', '-y'], { columns: 40 });
    await gate.held(4);
    await terminal.press('C-c');
    await terminal.shows(/Ending/);
    gate.release();
    expect(await terminal.ended()).toEqual({ code: 130 });
    expect((await terminal.lines()).filter((line) => line.startsWith('✓'))).toHaveLength(4);
  }, 150_000);

  test('Ctrl-C while apply registers clusters starts no further one, and names the command that continues', async () => {
    const { gate, pullpass, folder, unregistered, api } = world();
    const file = join(folder, 'fleet.yaml');
    await writeFile(file, fleetFile(unregistered.map((name) => ({ name }))));
    gate.hold(/^PUT (?!.*dryRun)/);
    const terminal = await pullpass(['apply', '-f', file], { columns: 80 });
    await terminal.shows(/Register 20 clusters\?/);
    await terminal.press('y');
    const begun = await gate.held(8);
    await terminal.press('C-c');
    await terminal.shows(/Ending/);
    gate.release();
    expect(await terminal.ended()).toEqual({ code: 130 });

    const lines = await terminal.lines();
    const done = lines.flatMap((line) => /^✓ (new-\d+): registered/.exec(line)?.[1] ?? []);
    const registered = (await api.list({})).map(({ name }) => name).filter((name) => name.startsWith('new-'));
    expect(done).toEqual(registered);
    expect(done.length).toBeGreaterThanOrEqual(begun.length);
    expect(done.length).toBeLessThan(unregistered.length);
    const left = unregistered.length - done.length;
    expect(lines.filter((line) => /^− new-\d+: not begun/.test(line))).toHaveLength(left);
    const said = lines.join(' ').replace(/\s+/g, ' ');
    expect(said).toContain(`Interrupted: ${done.length} done, 0 failed, 0 not known, ${left} not begun.`);

    const [, again = ''] = /Go on with: pullpass (apply .*)$/.exec(said) ?? [];
    const second = await pullpass([...again.split(' '), '-y'], { columns: 40 });
    expect(await second.ended()).toEqual({ code: 0 });
    const rest = await second.lines();
    expect(rest.filter((line) => line.startsWith('✓ new-'))).toHaveLength(left);
    expect(rest.filter((line) => stringWidth(line) > 40)).toEqual([]);
    expect((await api.list({})).filter(({ name }) => name.startsWith('new-'))).toHaveLength(20);
  }, 150_000);
}
