import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConsumerModule, consumerPrograms } from './programs.ts';

/** A credential as a consumer found it; with an empty user where it would sign in as nobody. */
export interface Found {
  username: string;
  password: string;
  /** Argo CD's, of the repository. */
  type?: string;
}

const moduleOf = {
  kubelet: 'kubelet',
  docker: 'clients',
  crane: 'clients',
  skopeo: 'clients',
  helm: 'clients',
  helmlogin: 'clients',
  argocd: 'argocd',
} as const satisfies Record<string, ConsumerModule>;

export type Consumer = keyof typeof moduleOf;

/** Secrets, docker configs by name, and what is asked of them: see the programs. */
export interface JudgeInput {
  secrets?: readonly object[];
  configs?: Record<string, string>;
  questions: readonly object[];
}

/**
 * Asks a consumer's own code, all questions in one run; for each, every credential that it found in several tries, or
 * what else the program says. Throws where the program does.
 */
export async function judge<Answer = Found[]>(consumer: Consumer, input: JudgeInput): Promise<Answer[]> {
  const program = join(await consumerPrograms(moduleOf[consumer]), consumer);
  const home = await mkdtemp(join(tmpdir(), 'pullpass-judge-'));
  try {
    // Nothing of this user's own sign-ins.
    const child = spawn(program, { env: { HOME: home, TMPDIR: home, PATH: home }, stdio: 'pipe' });
    const code = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    child.stdin.end(JSON.stringify(input));
    const [answers, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if ((await code) !== 0) throw new Error(`${consumer} failed: ${said.slice(0, 2_000)}`);
    return JSON.parse(answers) as Answer[];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
