import { defined } from '../../shared/defined.ts';
import { usageError } from '../program/errors.ts';
import type { RegisterOptions } from './options.ts';
import { targetOf } from './targetOf.ts';

/** Flags that describe a cluster; not allowed with --file, which does the same. */
const describing = [
  'registry',
  'namespaces',
  'serviceAccounts',
  'secretName',
  'label',
  'site',
  'renew',
] as const;

type Describing = Pick<RegisterOptions, (typeof describing)[number]>;

/**
 * The body that registers a cluster as the flags describe it. Throws a usage error if they do not.
 *
 * @param kubeconfig its text
 */
export function registrationOf(name: string, kubeconfig: string, options: RegisterOptions) {
  const { context, registry = [] } = options;
  if (registry.length === 0) throw whichRegistry();
  const targets = [targetOf(options)];
  return { name, kubeconfig, labels: {}, ...defined({ context }), ...fieldsOf(options), targets };
}

export const whichRegistry = () =>
  usageError('Which registry?', 'Give --registry ACCOUNT/REGION, such as --registry 123456789012/eu-west-1.');

/** The fields of a cluster that flags describe. The first registry is called `main`, others by what they are. */
export function fieldsOf({ registry, label, site, renew, ...target }: Describing) {
  return defined({
    registries: registry?.map((each, index) => ({
      ...ecrRegistryIn('--registry', each),
      ...(index === 0 && { name: 'main' }),
    })),
    targets: target.namespaces && [targetOf(target)],
    labels: label && Object.fromEntries(label.map(labelOf)),
    site,
    renew,
  });
}

/** Throws a usage error for a flag that describes a cluster although the file should. */
export function refuseDescribing(options: Describing): void {
  const flag = describing.find((each) => options[each] !== undefined);
  const word = flag?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (word !== undefined)
    throw usageError(`--${word} and --file both describe the cluster.`, 'Give one of them.');
}

/** `123456789012/eu-west-1` as a registry, named after account and region. Throws a usage error that names the flag. */
export function ecrRegistryIn(flag: string, text: string) {
  const [, accountId = '', region = ''] = /^(\d{12})\/([a-z0-9-]+)$/.exec(text) ?? [];
  if (accountId === '')
    throw usageError(`${flag} is "${text}".`, 'It is ACCOUNT/REGION, such as 123456789012/eu-west-1.');
  return { name: `ecr-${accountId}-${region}`, kind: 'ecr' as const, accountId, region };
}

function labelOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw usageError(`--label is "${text}".`, 'It is KEY=VALUE, such as env=prod.');
  return [text.slice(0, at), text.slice(at + 1)];
}
