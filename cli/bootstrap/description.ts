import { type ClusterSpec, clusterSpec } from '../../shared/clusters/spec.ts';
import { nameTargets } from '../../shared/targets/nameTargets.ts';
import { fieldErrors } from '../../shared/validation/fieldError.ts';
import type { Cluster } from '../api/client.ts';
import { readText } from '../files/readText.ts';
import { clustersIn } from '../fleetfile/load.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { notKubeconfigIn } from '../register/fromFile.ts';
import { fieldsOf, refuseDescribing, whichRegistry } from '../register/registrationOf.ts';
import { checkedName } from '../select/chooseNames.ts';
import { fieldErrorLines } from '../terminal/fieldErrorLines.ts';
import type { BootstrapOptions } from './options.ts';

/** What the command line says of a cluster. What it leaves out comes from the registered cluster of this name. */
export interface Description {
  name: string;
  /** Fields of a cluster, not checked yet. */
  fields: Record<string, unknown>;
  /** Whether these are all fields: a file describes the whole cluster. */
  whole: boolean;
}

/** Reads the file, if there is one. Rejects with a usage error. */
export async function describedBy(
  name: string | undefined,
  options: BootstrapOptions,
  io: Io,
): Promise<Description> {
  const { file } = options;
  if (file === undefined) {
    if (name === undefined)
      throw usageError('Which cluster?', 'Give its name: pullpass bootstrap NAME --context CONTEXT.');
    return { name: checkedName(name), fields: ofFlags(options), whole: false };
  }
  refuseDescribing(options);
  return inFile(name, file, await readText('--file', file, io));
}

function ofFlags(options: BootstrapOptions): Description['fields'] {
  const { namespaces, serviceAccounts, secretName } = options;
  if (namespaces === undefined && (serviceAccounts ?? secretName) !== undefined)
    throw usageError(
      'Which namespaces?',
      "--service-accounts and --secret-name are of a target. Give --namespaces, such as --namespaces payments,'team-*'.",
    );
  return fieldsOf(options);
}

/** A cluster in the API's form, or the one of this name in a fleet file. */
function inFile(name: string | undefined, file: string, text: string): Description {
  const value = notKubeconfigIn(file, text, {
    what: 'a cluster or a fleet',
    remedy: 'It is a cluster with its registries and targets, or a fleet file with clusters.',
  });
  if (!('clusters' in value)) {
    const { kubeconfig: _, context: __, ...fields } = value;
    const named = name ?? fields['name'];
    if (typeof named === 'string') return { name: checkedName(named), fields, whole: true };
    throw usageError(`--file: ${file} does not name a cluster.`, 'Give it there, or on the command line.');
  }
  const clusters = clustersIn([{ name: file, folder: '.', text }]);
  const all = clusters.map((each) => each.name);
  const wanted = name ?? (all.length === 1 ? all[0] : undefined);
  if (wanted === undefined)
    throw usageError(
      `--file: ${file} has ${all.length} clusters.`,
      `Name one: pullpass bootstrap ${all[0] ?? 'NAME'} --file ${file}`,
    );
  const found = clusters.find((each) => each.name === wanted);
  if (found === undefined) throw usageError(`--file: ${file} has no cluster "${wanted}".`);
  return { name: wanted, fields: { ...found.spec }, whole: true };
}

/**
 * The complete spec. It renews itself, and needs no context, since its kubeconfig has only one. Throws a usage error if
 * something is missing or wrong.
 */
export function wantedSpec(
  { name, fields, whole }: Description,
  registered: Cluster | undefined,
): ClusterSpec {
  if (registered === undefined) refuseLacks(fields);
  const given = {
    ...(registered && before(registered, whole)),
    ...merged(fields, registered, whole),
    name,
    renew: true,
  };
  const read = clusterSpec.safeParse(given);
  if (read.success) return { ...read.data, targets: nameTargets(read.data.targets) };
  const errors = fieldErrors(clusterSpec, given, read.error.issues);
  throw usageError(
    [`The description of the cluster ${name} is wrong:`, ...fieldErrorLines(errors)].join('\n'),
    'docs/api.md has all fields.',
  );
}

/** What stays as registered. If a file describes the whole cluster, only whether it is paused. */
function before(registered: Cluster, whole: boolean): Record<string, unknown> {
  const { status: _, version: __, notices: ___, context: ____, ...spec } = registered;
  return whole ? { paused: spec.paused } : spec;
}

/** Labels from flags are added to the existing ones. */
function merged(fields: Description['fields'], registered: Cluster | undefined, whole: boolean) {
  const { labels } = fields;
  if (whole || labels === undefined) return fields;
  return { ...fields, labels: { ...registered?.labels, ...(labels as object) } };
}

function refuseLacks(fields: Record<string, unknown>): void {
  if (fields['targets'] === undefined)
    throw usageError(
      'Which namespaces?',
      "Give --namespaces, such as --namespaces payments,'team-*', or --file.",
    );
  if (fields['registries'] === undefined) throw whichRegistry();
}
