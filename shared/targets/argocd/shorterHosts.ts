import type { Argocd } from './schema.ts';
import { secretsOf } from './secretsOf.ts';
import { addressOf } from './url.ts';

/**
 * Says which credentials dependencies on other hosts get. Argo CD also compares the other way round: whether the URL of
 * a chart repository with a name, or of an OCI repository, begins with a dependency's.
 */
export function shorterHosts(target: Argocd): string[] {
  const listed = secretsOf(target).filter(
    ({ as, settings: { type, name } }) => as === 'repository' && (type === 'oci' || name !== undefined),
  );
  if (listed.length === 0) return [];
  const names = listed.map(({ name }) => name).join(', ');
  // Anybody may register the domain.
  const [example] = listed.flatMap(
    ({ of: { url } }) => /^\d{12}\.dk(?=r[.-])/.exec(addressOf(url))?.[0] ?? [],
  );
  const such = example === undefined ? '' : ` (oci://${example})`;
  const canBeLeftOut = listed.some(
    ({ beside, settings: { name } }) => beside !== undefined && name !== undefined,
  );
  const remedy = canBeLeftOut
    ? 'Where no chart depends on a template’s URL itself, set its "dependencies": false.'
    : 'See docs/consumers/argocd.md, Limits.';
  return [
    `To a chart that depends on a shorter host with which their URL begins${such}, Argo CD gives the credential of ${names} too. ${remedy}`,
  ];
}
