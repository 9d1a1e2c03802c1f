import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { program, type TerminalWorld } from '../../world/terminalWorld.ts';

const escapeCode = '\x1b';

export function noTerminalScenarios(world: () => TerminalWorld): void {
  /** With pipes on all sides, as in a script. */
  async function piped(...args: string[]) {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...world().environment, TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end();
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await closed;
    return { code, stdout, stderr };
  }

  test.each(['refresh --all', 'deregister demo-eu-1'])(
    'pullpass %s without -y does nothing, and names the flag',
    async (line) => {
      world().gate.requests();
      const { code, stdout, stderr } = await piped(...line.split(' '));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /There is no terminal to ask on, so nothing was done\.\n→ Add -y to do it without a question\.\n$/,
      );
      const real = world()
        .gate.requests()
        .filter((each) => !/^GET|dryRun=true/.test(each));
      expect(real).toEqual([]);
    },
    150_000,
  );

  test('data is alone on stdout, without colours, progress or suggestions', async () => {
    for (const line of ['status', 'list', 'get demo-eu-1']) {
      const { code, stdout, stderr } = await piped(...line.split(' '));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).not.toContain(escapeCode);
      const json = await piped(...line.split(' '), '-o', 'json');
      expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 0, stderr: '' });
      JSON.parse(json.stdout);
    }
  }, 150_000);

  test('colours are on a terminal, unless NO_COLOR or TERM=dumb forbid them', async () => {
    const drawn = async (environment: NodeJS.ProcessEnv) => {
      const terminal = await world().pullpass(['refresh', '--all'], { columns: 80 }, environment);
      await terminal.shows(/Push to 4 clusters\?/);
      const question = await terminal.drawn();
      await terminal.press('n');
      await terminal.ended();
      const status = await world().pullpass(['status'], { columns: 80 }, environment);
      await status.ended();
      return { question, status: await status.drawn() };
    };
    const [usual, noColor, dumb] = await Promise.all([
      drawn({}),
      drawn({ NO_COLOR: '1' }),
      drawn({ TERM: 'dumb' }),
    ]);
    for (const text of Object.values(usual)) expect(text).toMatch(colour);
    for (const text of [...Object.values(noColor), ...Object.values(dumb)]) expect(text).not.toMatch(colour);
    // What a colour says, a sign and a word say too.
    expect(noColor.status).toMatch(/✗.*Failing/);
  }, 150_000);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is
const colour = /\x1b\[(?:[\d;]*;)?(?:3|9)[0-7]m/;
