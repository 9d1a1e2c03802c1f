import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../shared/failure.ts';
import { readDocument } from '../../../shared/kubeconfig/document.ts';
import { quote, quoteSome } from '../../../shared/kubeconfig/quote.ts';
import { nearest } from '../../../shared/validation/nearest.ts';
import { whyUnread } from '../../files/whyUnread.ts';
import { CommandError } from '../../program/errors.ts';
import type { Wanted } from '../load.ts';

/** A credential to send: only the one context, as JSON. */
export interface Credential {
  kubeconfig: string;
  /** The name in access; absent if the kubeconfig's current context applies. */
  context?: string;
}

/** Admins' kubeconfigs contain many clusters; the API is sent one. */
const mostBytes = 4 * 1024 * 1024;

const example = (file: string, context: string) =>
  `access: { kubeconfig: { file: ${file}, context: ${context} } }`;

/**
 * Reads the kubeconfig that a cluster's access names, and takes its one context, so that no other cluster's credential
 * leaves this machine. Rejects with a CommandError that quotes only names of contexts.
 */
export async function readAccess({ access, folder, where }: Wanted): Promise<Credential> {
  if (access?.kubeconfig == null) throw new CommandError(`The entry at ${where} names no kubeconfig.`);
  const { file, context } = access.kubeconfig;
  const text = await readKubeconfig(resolve(folder, file.replace(/^~(?=\/)/, homedir())), file, where);
  return chooseContext(text, { file, context: context ?? undefined, where });
}

async function readKubeconfig(path: string, file: string, where: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      throw new CommandError(
        `The kubeconfig ${file} (${where}) takes ${size} bytes; at most ${mostBytes} are read.`,
        {
          remedy:
            'Print the one context into a file: `kubectl config view --raw --flatten --minify --context NAME`.',
        },
      );
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The kubeconfig ${file} (${where}) ${whyUnread(error as Error)}.`, {
      remedy:
        'Put it there, or correct access.kubeconfig.file; a relative path begins at the folder of the fleet file.',
    });
  }
}

interface Choice {
  file: string;
  context: string | undefined;
  where: string;
}

const name = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

interface Named {
  name: string;
  [field: string]: unknown;
}

/** Skips entries that cannot be read: only the chosen ones count. */
const entries = z
  .array(z.unknown())
  .nullish()
  .transform((list) => (list ?? []).flatMap((each): Named[] => named.safeParse(each).data ?? []));
const named = z.looseObject({ name }).transform((each): Named[] => [each]);

const kubeconfig = z.object({
  'current-context': name,
  contexts: entries,
  clusters: entries,
  users: entries,
});

const body = z.looseObject({ cluster: name, user: name });

/** Pure: the chosen context, with its cluster and user, as a kubeconfig of its own. */
export function chooseContext(text: string, choice: Choice): Credential {
  const { file, where } = choice;
  const parsed = kubeconfig.safeParse(documentOf(text, choice));
  if (!parsed.success)
    throw new CommandError(
      `The file ${file} (${where}) is not a kubeconfig: contexts, clusters and users were expected.`,
      {
        remedy: 'Print a working copy: `kubectl config view --raw --flatten --minify > FILE`.',
      },
    );
  const { contexts, clusters, users } = parsed.data;
  const chosen = nameOf(parsed.data, choice);
  const context = contexts.filter((each) => each.name === chosen);
  const { cluster, user } = body.safeParse(context[0]?.['context']).data ?? { cluster: '', user: '' };
  const reduced = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': chosen,
    contexts: context,
    clusters: clusters.filter((each) => each.name === cluster),
    users: users.filter((each) => each.name === user),
  };
  return {
    kubeconfig: JSON.stringify(reduced),
    ...(choice.context !== undefined && { context: choice.context }),
  };
}

function documentOf(text: string, { file, where }: Choice): unknown {
  try {
    return readDocument(text, mostBytes);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, remedy } = error.report();
    // Without the cause: errors from below may quote the text.
    throw new CommandError(`The kubeconfig ${file} (${where}) cannot be read: ${message}`, { remedy });
  }
}

function nameOf(
  { contexts, 'current-context': current }: z.infer<typeof kubeconfig>,
  { file, context, where }: Choice,
): string {
  const known = contexts.map((each) => each.name);
  const holds = known.length === 0 ? 'It holds no contexts.' : `It holds ${quoteSome(known)}.`;
  const asked = context ?? current;
  if (known.includes(asked) && asked !== '') return asked;
  if (context !== undefined) {
    const guess = nearest(context, known);
    throw new CommandError(`The kubeconfig ${file} (${where}) has no context ${quote(context)}. ${holds}`, {
      remedy:
        guess === undefined
          ? 'Name one that it holds in access.kubeconfig.context.'
          : `Did you mean ${quote(guess)}? Name it: ${example(file, guess)}`,
    });
  }
  if (current !== '')
    throw new CommandError(
      `The current-context of the kubeconfig ${file} (${where}) is ${quote(current)}, which it does not hold. ${holds}`,
      { remedy: `Name one that it holds: ${example(file, 'NAME')}` },
    );
  const [only, second] = known;
  if (only !== undefined && second === undefined) return only;
  throw new CommandError(
    `The kubeconfig ${file} (${where}) has ${known.length} contexts and no current-context, and the entry names none. ${holds}`,
    { remedy: `Name one: ${example(file, 'NAME')}` },
  );
}
