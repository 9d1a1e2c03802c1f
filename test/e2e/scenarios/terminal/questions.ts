import { expect, test } from '@jest/globals';
import type { TerminalWorld } from '../../world/terminalWorld.ts';

const changes = (requests: readonly string[]) => requests.filter((each) => !each.startsWith('GET'));

export function questionScenarios(world: () => TerminalWorld): void {
  const ask = async (columns: number) => {
    world().gate.requests();
    const terminal = await world().pullpass(['refresh', '--all'], { columns });
    await terminal.shows(/Push to 4 clusters\?/);
    expect(changes(world().gate.requests())).toEqual([]);
    return terminal;
  };

  test.each([
    { columns: 80, keys: ['y'] },
    { columns: 40, keys: ['Left', 'Enter'] },
  ])(
    'at $columns columns $keys say yes, and it is done',
    async ({ columns, keys }) => {
      const terminal = await ask(columns);
      await terminal.press(...keys);
      expect(await terminal.ended()).toEqual({ code: 0 });
      expect((await terminal.lines()).filter((line) => line.startsWith('✓'))).toHaveLength(4);
      expect(changes(world().gate.requests())).toHaveLength(4);
    },
    150_000,
  );

  test.each([
    { columns: 80, key: 'n' },
    // The default is no.
    { columns: 40, key: 'Enter' },
    { columns: 80, key: 'Escape' },
    { columns: 40, key: 'C-c' },
  ])(
    'at $columns columns $key says no, and nothing is done',
    async ({ columns, key }) => {
      const terminal = await ask(columns);
      await terminal.press(key);
      expect(await terminal.ended()).toEqual({ code: 2 });
      const lines = await terminal.lines();
      expect(lines.at(-1)).toBe('Nothing was done.');
      expect(changes(world().gate.requests())).toEqual([]);
    },
    150_000,
  );

  test('what will be removed is shown before the question', async () => {
    const [name = ''] = world().registered.filter((each) => each.startsWith('demo'));
    const terminal = await world().pullpass(['deregister', name], { columns: 40 });
    const shown = await terminal.shows(/Deregister demo-\S+\?/);
    expect(shown).toContain('ecr-credentials');
    await terminal.press('C-c');
    expect(await terminal.ended()).toEqual({ code: 2 });
  }, 150_000);
}
