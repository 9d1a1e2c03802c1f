import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../e2e/world/until.ts';
import { guardPids } from '../controlplane/processes.ts';
import { run } from '../programs/run.ts';

export interface Size {
  columns: number;
  rows?: number;
}

/** A program in its own terminal. */
export interface Terminal {
  columns: number;
  /**
   * What the terminal shows and has shown: one line for each line that the program wrote, even if it is wider than the
   * terminal. Without trailing blanks, and without empty lines at the end.
   */
  lines(): Promise<string[]>;
  /** The same as drawn, with the escape codes for colours. */
  drawn(): Promise<string>;
  /** Waits until it shows this, across line breaks; resolves to everything that it shows then. */
  shows(pattern: RegExp): Promise<string>;
  /** Presses keys, by tmux's names: `y`, `Enter`, `C-c`, `Down`. */
  press(...keys: string[]): Promise<void>;
  /** Waits until the program has ended; its exit code, or the number of the signal that killed it. */
  ended(): Promise<{ code: number } | { signal: string }>;
}

export interface Tmux {
  /** Starts a program, with only this environment, in a new terminal. */
  open(command: readonly string[], environment: NodeJS.ProcessEnv, size: Size): Promise<Terminal>;
  /** Stops it, and everything in its terminals. */
  stop(): Promise<void>;
}

/** Tests need what remains of a terminal when its program has ended: its exit code, and everything it wrote. */
const settings = `set -g remain-on-exit on
set -g remain-on-exit-format ""
set -g status off
set -g history-limit 20000
`;

/** Milliseconds. On an idle machine, what is awaited is there at once. */
const waiting = { limit: 60_000, pause: 20 };

/** A separate tmux server, which knows nothing of the user's. */
export async function startTmux(): Promise<Tmux> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-tmux-'));
  const socket = join(folder, 'socket');
  await writeFile(join(folder, 'tmux.conf'), settings);
  const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8', SHELL: '/bin/sh' };
  // Not as a daemon: as a child, it can be ended by its id.
  const server = spawn('tmux', ['-D', '-S', socket, '-f', join(folder, 'tmux.conf')], {
    env,
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const watchdog = server.pid === undefined ? undefined : guardPids([server.pid], folder);
  const tmux = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('tmux', ['-S', socket, ...args], { env });
    if (code !== 0) throw new Error(`tmux ${args.join(' ')} failed: ${stderr}`);
    return stdout;
  };
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    await watchdog?.disarm();
    await rm(folder, { recursive: true, force: true });
  };
  const answers = () =>
    tmux('list-sessions').then(
      () => true,
      (error) => /no sessions/.test(String(error)),
    );
  await until('tmux to listen', answers, Boolean, waiting);

  let opened = 0;
  return {
    async open(command, environment, { columns, rows = 24 }) {
      opened += 1;
      const at = ['-t', `=t${opened}:`];
      const variables = Object.entries(environment).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${value}`],
      );
      const size = ['-x', String(columns), '-y', String(rows)];
      // TERM is tmux's, unless the environment sets another.
      const program = ['env', '-i', 'TERM=tmux-256color', ...variables, ...command];
      await tmux('new-session', '-d', '-s', `t${opened}`, ...size, ...program);
      const whole = (...how: string[]) => tmux('capture-pane', '-p', '-J', '-S', '-', ...how, ...at);
      const lines = async () =>
        (await whole())
          .split('\n')
          .map((line) => line.trimEnd())
          .join('\n')
          .trimEnd()
          .split('\n');
      return {
        columns,
        lines,
        drawn: () => whole('-e'),
        async shows(pattern) {
          const text = async () => (await lines()).join(' ').replace(/\s+/g, ' ');
          return until(`the terminal to show ${pattern}`, text, (shown) => pattern.test(shown), waiting);
        },
        async press(...keys) {
          await tmux('send-keys', ...at, ...keys);
        },
        async ended() {
          const format = '#{pane_dead} #{pane_dead_status} #{pane_dead_signal}';
          // The terminal closes a moment before the program's end is known.
          const isKnown = ([dead, ...how]: string[]) => dead === '1' && how.some(Boolean);
          const state = async () => {
            const answer = (await tmux('display-message', '-p', ...at, format)).trimEnd().split(' ');
            // tmux 3.3a misses one SIGCHLD in five, and learns of the end only with the next; this sends one.
            if (answer[0] === '1' && !isKnown(answer)) server.kill('SIGCHLD');
            return answer;
          };
          const [, code = '', signal = ''] = await until('the program to end', state, isKnown, waiting);
          return code === '' ? { signal } : { code: Number(code) };
        },
      };
    },
    stop,
  };
}
