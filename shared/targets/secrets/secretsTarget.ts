import type { Access } from '../../kubernetes/access.ts';
import type { Registry } from '../../registries/schema.ts';
import type { LinkedAccount, RegistryWithCredential, TargetKind } from '../kind.ts';
import { linkPermissions, secretPermissions } from '../permissions.ts';
import type { SecretsTargetSpec } from './common.ts';
import { contentsOf } from './contents.ts';
import type { SecretDraft, SecretOutline } from './draft.ts';
import { examine } from './examine.ts';
import { isOpen, type SecretsHeld } from './plan.ts';
import { pushSecrets } from './pushSecrets.ts';
import { rehearse } from './rehearse.ts';
import { remove } from './remove.ts';
import { sweep } from './sweep.ts';

/** What distinguishes one kind of target that writes secrets. */
export interface SecretsKind<Spec extends SecretsTargetSpec> {
  registries: TargetKind<Spec>['registries'];
  secretPerRegistry?: true;
  outline(spec: Spec): SecretOutline[];
  /** The secrets of the outline, with their credentials. */
  compose(spec: Spec, credentials: readonly RegistryWithCredential[]): SecretDraft[];
  /** Service accounts to link the secrets to. Default: none. */
  accounts?(spec: Spec): LinkedAccount[];
}

/** A kind of target that writes the same secrets into each chosen namespace. */
export function secretsTarget<Spec extends SecretsTargetSpec>(kind: SecretsKind<Spec>): TargetKind<Spec> {
  const accounts = (spec: Spec) => kind.accounts?.(spec) ?? [];
  const names = (spec: Spec) => kind.outline(spec).map(({ name }) => name);
  const held = (spec: Spec): SecretsHeld => ({ spec, secrets: kind.outline(spec), accounts: accounts(spec) });
  const contents = (spec: Spec, all: readonly Registry[]) =>
    contentsOf((sources) => kind.compose(spec, sources), kind.registries(spec, all));
  const { registries, secretPerRegistry } = kind;
  return {
    registries,
    ...(secretPerRegistry && { secretPerRegistry }),
    secretNames: names,
    selection: ({ namespaces }) => namespaces,
    withNamespaces: (spec, namespaces) => ({ ...spec, namespaces }),
    prunes: ({ prune }) => prune === true,
    serviceAccounts: accounts,
    permissions: (spec) => [
      ...names(spec).flatMap(secretPermissions),
      ...accounts(spec).flatMap(({ name }) => linkPermissions(name)),
    ],
    wishes: (spec) =>
      isOpen(spec)
        ? [
            ...names(spec).map((name): Access => ({ verb: 'list', resource: 'secrets', name })),
            ...accounts(spec).map(
              ({ name }): Access => ({ verb: 'list', resource: 'serviceaccounts', name }),
            ),
          ]
        : [],
    rehearse: (spec, credentials, context) =>
      rehearse(held(spec), (given) => kind.compose(spec, given), credentials, context),
    push: (spec, credentials, context) =>
      pushSecrets(
        {
          ...held(spec),
          compose: async () => kind.compose(spec, credentials),
          contents: contents(spec, context.registries),
        },
        context,
      ),
    sweep: (spec, credentials, context) =>
      sweep(
        {
          ...held(spec),
          compose: async () => kind.compose(spec, await credentials()),
          contents: contents(spec, context.registries),
        },
        context,
      ),
    examine: (spec, namespaces, context) =>
      examine({ ...held(spec), contents: contents(spec, context.registries) }, namespaces, context),
    remove: (spec, context) => remove(held(spec), context),
  };
}
