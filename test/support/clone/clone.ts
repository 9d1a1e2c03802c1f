import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../cli/deploy/build/functions.ts';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  environment?: NodeJS.ProcessEnv;
  /** For stdin. Default: empty. */
  input?: string;
  /** Gets the process when it starts. */
  onStart?: (child: ChildProcess) => void;
}

/** A new clone of this checkout, on a machine with Node and npm but nothing else from this checkout. */
export interface Clone {
  folder: string;
  /** Runs a program in it to its end, whatever its exit code, with only this environment. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** `npm ci`, using npm's cache as far as possible. If it fails, throws its output. */
  install(): Promise<void>;
  stop(): Promise<void>;
}

/** The machine's programs: without those that npm puts before them for this checkout's scripts. */
const machinePath = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.split(sep).includes('node_modules'))
  .join(':');

/** What Git would clone once everything is committed: ignored files are left out. */
export async function cloneCheckout(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-clone-'));
  for (const file of await files()) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  const run: Clone['run'] = (program, args, { environment, input = '', onStart } = {}) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { PATH: machinePath, HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    onStart?.(child);
    child.stdin.on('error', () => {}).end(input);
    const texts = [child.stdout, child.stderr].map((stream) => {
      const parts: string[] = [];
      stream.setEncoding('utf8').on('data', (text: string) => parts.push(text));
      return parts;
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code) => {
        const [stdout = '', stderr = ''] = texts.map((parts) => parts.join(''));
        resolve({ code, stdout, stderr });
      });
    });
  };
  return {
    folder,
    run,
    async install() {
      const { code, stdout, stderr } = await run('npm', [
        'ci',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
      ]);
      if (code !== 0) throw new Error(`npm ci ended with ${code}:\n${stdout}\n${stderr}`);
    },
    stop: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function files(): Promise<string[]> {
  const list = async (...which: string[]) => {
    // The checkout may belong to another user, as in a container.
    const args = ['-c', `safe.directory=${root}`, 'ls-files', '-z', ...which];
    const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 64 * 1024 ** 2 });
    return stdout.split('\0').filter(Boolean);
  };
  const deleted = new Set(await list('--deleted'));
  return (await list('--cached', '--others', '--exclude-standard')).filter((file) => !deleted.has(file));
}
