import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConsumerModule, consumerPrograms } from './programs.ts';

/** A credential as a consumer found it; with an empty user if it would sign in anonymously. */
export interface Found {
  username: string;
  password: string;
  /** For Argo CD: the repository's type. */
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

/** Secrets, docker configs by name, and the questions about them: see the programs. */
export interface JudgeInput {
  secrets?: readonly object[];
  configs?: Record<string, string>;
  questions: readonly object[];
}

/**
 * Asks a consumer's own code all questions in one run. Returns for each every credential that it found in several
 * attempts, or what else the program says. Throws if the program fails.
 */
export async function judge<Answer = Found[]>(consumer: Consumer, input: JudgeInput): Promise<Answer[]> {
  const program = join(await consumerPrograms(moduleOf[consumer]), consumer);
  const home = await mkdtemp(join(tmpdir(), 'pullpass-judge-'));
  try {
    // Without this user's own sign-ins.
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
