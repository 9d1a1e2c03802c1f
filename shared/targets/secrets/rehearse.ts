import type { RegistryWithCredential, RehearsalContext } from '../kind.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { link } from '../serviceAccounts/link.ts';
import { applyOwned } from './apply.ts';
import { contentsOf } from './contents.ts';
import { prepareAll, type SecretDraft } from './draft.ts';
import type { SecretsHeld } from './plan.ts';

/** Throws a Failure if a secret cannot be composed. */
export function rehearse(
  { spec, secrets, accounts }: SecretsHeld,
  compose: (credentials: readonly RegistryWithCredential[]) => SecretDraft[],
  credentials: readonly RegistryWithCredential[],
  context: RehearsalContext,
): Rehearsal {
  const contents = contentsOf(
    compose,
    credentials.map(({ registry }) => registry),
  );
  const prepared = prepareAll(compose(credentials), context.cluster, contents);
  return {
    secretNames: secrets.map(({ name }) => name),
    accounts: accounts.map(({ name }) => name),
    async write(namespace) {
      for (const secret of prepared) await applyOwned(context, namespace, secret, spec.adopt);
    },
    async link(namespace) {
      for (const account of accounts)
        for (const { name } of secrets) await link(context, { namespace, ...account }, name);
    },
    remove: (namespace) => removeAll(context, namespace, secrets),
  };
}

async function removeAll(
  { api }: RehearsalContext,
  namespace: string,
  secrets: readonly { name: string }[],
): Promise<'passed' | 'nothing there'> {
  let isAnyThere = false;
  for (const { name } of secrets) if (await api.tryDeletion({ namespace, name })) isAnyThere = true;
  return isAnyThere ? 'passed' : 'nothing there';
}
