import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CredentialFacts } from '../credentialFacts.ts';
import type { ClusterRecord } from '../record.ts';
import { originOf } from '../renewal/originOf.ts';
import { batchGetItems } from './batchGet.ts';
import { getItem } from './getItem.ts';
import { joinIdentity, leaveIdentity } from './identities.ts';
import { partition, type Table } from './table.ts';

/** An item of its own: every push writes the record, which must not outgrow a kilobyte with what pushes do not read. */
const keyOf = (cluster: string) => ({ pk: partition(cluster), sk: 'CREDENTIAL' });

type Named = Pick<ClusterRecord, 'name' | 'kubeconfig'>;

/** What is known of the credential in use; undefined if no preflight looked at it. */
export async function readCredentialFacts(
  table: Table,
  { name, kubeconfig }: Named,
): Promise<CredentialFacts | undefined> {
  return factsOf(await readItem(table, name), kubeconfig);
}

/** The same for up to 100 clusters, by name. Clusters without such facts are left out. */
export async function readCredentials(
  table: Table,
  clusters: readonly Named[],
): Promise<Map<string, CredentialFacts>> {
  const keys = clusters.map(({ name }) => keyOf(name));
  const items = await batchGetItems(table, keys, { consistent: true });
  const byPartition = new Map(items.map((item) => [item['pk'], understood(item)]));
  return new Map(
    clusters.flatMap(({ name, kubeconfig }) => {
      const facts = factsOf(byPartition.get(partition(name)), kubeconfig);
      return facts === undefined ? [] : [[name, facts]];
    }),
  );
}

/**
 * Saves what a preflight learned of the credential in use (undefined: nothing), and updates the index of identities. A
 * crash between the two leaves the index behind: its readers check here.
 */
export async function keepCredential(
  table: Table,
  { name, kubeconfig }: Named,
  facts: CredentialFacts | undefined,
): Promise<void> {
  const before = await readItem(table, name);
  const uids = facts?.uids ?? [];
  for (const uid of before?.uids ?? []) if (!uids.includes(uid)) await leaveIdentity(table, uid, name);
  if (facts === undefined) return deleteItem(table, name);
  const item = { ...keyOf(name), of: originOf(kubeconfig), ...facts };
  await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
  for (const uid of uids) await joinIdentity(table, uid, name);
}

/**
 * Forgets what is known of a cluster's credential. Call it before its record goes, while nobody else can take the name.
 */
export async function forgetCredential(table: Table, cluster: string): Promise<void> {
  const before = await readItem(table, cluster);
  if (before === undefined) return;
  for (const uid of before.uids) await leaveIdentity(table, uid, cluster);
  await deleteItem(table, cluster);
}

/** `of`: the version that the facts are about; those renewed from it have the same identity. */
type CredentialItem = CredentialFacts & { of: string };

function factsOf(
  item: CredentialItem | undefined,
  kubeconfig: Named['kubeconfig'],
): CredentialFacts | undefined {
  if (item?.of !== originOf(kubeconfig)) return undefined;
  const { of: _, ...facts } = item;
  return facts;
}

async function readItem(table: Table, cluster: string): Promise<CredentialItem | undefined> {
  const item = await getItem(table, keyOf(cluster));
  return item && understood(item);
}

function understood(item: Record<string, unknown>): CredentialItem {
  const { of, uids, excess } = item as unknown as CredentialItem;
  return { of, uids, ...(excess !== undefined && { excess }) };
}

async function deleteItem(table: Table, cluster: string): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyOf(cluster) }));
}
