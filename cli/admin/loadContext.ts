import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { CommandError, usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { refuseCredential } from './refusedCredential.ts';

/** An admin's own way to a cluster. */
export interface AdminContext {
  name: string;
  config: KubeConfig;
}

/**
 * The named context, from the files that kubectl would read; if there is only one context, that one. Rejects with a
 * usage error that quotes nothing of the files: they hold credentials.
 */
export async function loadContext(
  { context, kubeconfig }: { context?: string | undefined; kubeconfig?: string | undefined },
  { environment }: Pick<Io, 'environment'>,
): Promise<AdminContext> {
  const files = await filesOf(kubeconfig, environment);
  const texts = await Promise.all(files.map(textOf));
  const config = merged(files.map((file, index) => parsed(file, texts[index] ?? '')));
  const names = config.getContexts().map(({ name }) => name);
  const listed = `Contexts in ${files.join(', ')}: ${names.join(', ') || 'none'}.`;
  const name = context ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined)
    throw usageError(
      names.length === 0 ? `${files.join(', ')} has no context.` : 'Which context?',
      names.length === 0 ? 'Give --kubeconfig a file that has one.' : `Give --context. ${listed}`,
    );
  if (!names.includes(name)) throw usageError(`There is no context "${name}".`, listed);
  config.setCurrentContext(name);
  const { server } = config.getCurrentCluster() ?? {};
  const user = config.getCurrentUser();
  if (server === undefined || user === null)
    throw usageError(`The context "${name}" names a cluster or a user that the file does not have.`, listed);
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:')
    throw new CommandError(`The server of the context "${name}" is not an https URL.`);
  refuseCredential(texts, user.name, name);
  return { name, config };
}

async function filesOf(
  given: string | undefined,
  { KUBECONFIG, HOME }: NodeJS.ProcessEnv,
): Promise<string[]> {
  if (given !== undefined) return [given];
  const listed = (KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  if (listed.length === 0) return [join(HOME ?? homedir(), '.kube', 'config')];
  // As in kubectl, some of several files may be missing.
  const there = await Promise.all(
    listed.map((file) =>
      access(file).then(
        () => [file],
        () => [],
      ),
    ),
  );
  return there.some((found) => found.length > 0) ? there.flat() : listed;
}

/** If several files define a name, the first counts. */
function merged(all: readonly KubeConfig[]): KubeConfig {
  const first = <T extends { name: string }>(items: readonly T[]) => [
    ...new Map(items.toReversed().map((item) => [item.name, item])).values(),
  ];
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: first(all.flatMap((each) => each.getClusters())),
    users: first(all.flatMap((each) => each.getUsers())),
    contexts: first(all.flatMap((each) => each.getContexts())).toReversed(),
    currentContext: '',
  });
  return config;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(file, code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`);
  }
}

/** As in kubectl, paths are relative to the file's folder. */
function parsed(file: string, text: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(file));
  } catch (error) {
    const { line } = (error as { mark?: { line?: number } }).mark ?? {};
    throw unusable(file, `it is not a kubeconfig${line === undefined ? '' : ` (line ${line + 1})`}`);
  }
  return config;
}

function unusable(file: string, why: string): CommandError {
  return usageError(`--kubeconfig: ${file}: ${why}.`, 'Give a file that kubectl can use.');
}
