import * as z from 'zod';
import { quote, quoteSome } from './quote.ts';
import { refuse } from './refuse.ts';

/** Empty and absent mean the same, as in kubectl. An entry is only checked if it is chosen. */
const entries = z
  .array(z.unknown())
  .nullish()
  .transform((list) => list ?? []);

const name = z.string().nullish();

/** kubectl allows an empty name. */
const emptyName = name.transform((value) => value ?? '');

/** Drops fields that decide nothing here (`preferences`, `extensions`, those of newer tools). */
const top = z.object({
  kind: name,
  apiVersion: name,
  'current-context': name,
  contexts: entries,
  clusters: entries,
  users: entries,
});

const context = z.object({ context: z.object({ cluster: emptyName, user: emptyName }) });

/** The two entries that a context joins, not checked yet, and their names, quoted for errors. */
export interface Selection {
  cluster: { label: string; value: unknown };
  user: { label: string; value: unknown };
}

const recreate =
  'Print a working copy with `kubectl config view --raw --flatten --minify` and register that.';

/** Finds the context with this name, or the current one, and its cluster and user. Throws a Failure. */
export function select(document: unknown, wanted: string | undefined): Selection {
  if (typeof document === 'string' && holdsKubeconfig(document))
    refuse(
      'This is a kubeconfig in base64, not a plain kubeconfig.',
      'Decode it first: `base64 -d < FILE > kubeconfig`, and register that.',
    );
  const parsed = top.safeParse(document);
  if (!parsed.success) {
    const [field] = parsed.error.issues[0]?.path ?? [];
    return refuse(
      field === undefined
        ? 'This is not a kubeconfig: a map with contexts, clusters and users was expected.'
        : `The kubeconfig's field ${quote(String(field))} is not of the type that kubectl writes.`,
      recreate,
    );
  }
  const file = parsed.data;
  if ((file.kind || 'Config') !== 'Config' || (file.apiVersion || 'v1') !== 'v1')
    refuse('This is not a kubeconfig: expected kind "Config" and apiVersion "v1".', recreate);

  const contextName = wanted ?? file['current-context'] ?? '';
  const known = file.contexts.flatMap(nameOf);
  const contexts = known.length === 0 ? 'It holds no contexts.' : `It holds ${quoteSome(known)}.`;
  const entry = only(file.contexts, contextName);
  if (entry === 'none' && contextName === '')
    return refuse(
      `The kubeconfig has no current-context, and no context was named. ${contexts}`,
      'Name the context to use in the field "context".',
    );
  if (entry === 'none')
    return refuse(
      `The kubeconfig has no context ${quote(contextName)}. ${contexts}`,
      'Name one of its contexts in the field "context", or leave the field out to use the current one.',
    );
  if (entry === 'several')
    return refuse(
      `The kubeconfig has several contexts named ${quote(contextName)}.`,
      'Remove all but one of them.',
    );

  const chosen = context.safeParse(entry.found);
  if (!chosen.success)
    return refuse(`The context ${quote(contextName)} does not name both a cluster and a user.`, recreate);
  const { cluster, user } = chosen.data.context;
  return {
    cluster: {
      label: `The cluster ${quote(cluster)}`,
      value: body('cluster', file.clusters, cluster, contextName),
    },
    user: { label: `The user ${quote(user)}`, value: body('user', file.users, user, contextName) },
  };
}

/** True for the base64 of a kubeconfig, as in a Kubernetes Secret. */
function holdsKubeconfig(text: string): boolean {
  const compact = text.replace(/\s/g, '');
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(compact) &&
    /(^|[\s"{,])(apiVersion|clusters|contexts|current-context)"?:/.test(
      Buffer.from(compact, 'base64').toString(),
    )
  );
}

function body(
  kind: 'cluster' | 'user',
  list: readonly unknown[],
  wanted: string,
  contextName: string,
): unknown {
  const entry = only(list, wanted);
  if (entry === 'none' && wanted === '')
    return refuse(`The context ${quote(contextName)} does not name both a cluster and a user.`, recreate);
  if (entry === 'none')
    return refuse(
      `The context ${quote(contextName)} names the ${kind} ${quote(wanted)}, which the kubeconfig does not hold.`,
      recreate,
    );
  if (entry === 'several')
    return refuse(
      `The kubeconfig has several ${kind}s named ${quote(wanted)}.`,
      'Remove all but one of them.',
    );
  return (entry.found as Record<string, unknown>)[kind] ?? {};
}

function nameOf(entry: unknown): string[] {
  const parsed = z.object({ name: emptyName }).safeParse(entry);
  return parsed.success ? [parsed.data.name] : [];
}

function only(list: readonly unknown[], wanted: string): { found: unknown } | 'none' | 'several' {
  const [found, second] = list.filter((entry) => nameOf(entry)[0] === wanted);
  if (found === undefined) return 'none';
  return second === undefined ? { found } : 'several';
}
