/** The extension of a cluster entry in which `pullpass bootstrap` notes which cluster it saw. */
export const clusterExtension = 'pullpass.io/cluster';

const uidFormat = /^[0-9a-f-]{36}$/;

/** The UID in a cluster entry's extensions, which are otherwise ignored; undefined if there is none. */
export function clusterUidIn(extensions: unknown): string | undefined {
  if (!Array.isArray(extensions)) return undefined;
  for (const each of extensions as { name?: unknown; extension?: { uid?: unknown } | null }[]) {
    if (each?.name !== clusterExtension) continue;
    const uid = each.extension?.uid;
    return typeof uid === 'string' && uidFormat.test(uid) ? uid : undefined;
  }
  return undefined;
}
