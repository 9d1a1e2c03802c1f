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

/**
 * The body that registers a cluster as the flags describe it. Throws a usage error if they do not.
 *
 * @param kubeconfig its text
 */
export function registrationOf(name: string, kubeconfig: string, options: RegisterOptions) {
  const { context, registry = [], label = [], site, renew } = options;
  if (registry.length === 0)
    throw usageError(
      'Which registry?',
      'Give --registry ACCOUNT/REGION, such as --registry 123456789012/eu-west-1.',
    );
  const target = targetOf(options);
  return {
    name,
    kubeconfig,
    labels: Object.fromEntries(label.map(labelOf)),
    ...(context !== undefined && { context }),
    ...(site !== undefined && { site }),
    ...(renew !== undefined && { renew }),
    registries: registry.map(registryOf),
    targets: [target],
  };
}

/** The first flag that describes a cluster although the file should. */
export function describingFlag(options: RegisterOptions): string | undefined {
  const flag = describing.find((each) => options[each] !== undefined);
  return flag?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The first is called `main`, others by what they are. */
function registryOf(text: string, index: number) {
  const registry = ecrRegistryIn('--registry', text);
  return index === 0 ? { ...registry, name: 'main' } : registry;
}

/** `123456789012/eu-west-1` as a registry, named after account and region. Throws a usage error that names the flag. */
export function ecrRegistryIn(flag: string, text: string) {
  const [, accountId = '', region = ''] = /^(\d{12})\/([a-z0-9-]+)$/.exec(text) ?? [];
  if (accountId === '')
    throw usageError(`${flag} is "${text}".`, 'It is ACCOUNT/REGION, such as 123456789012/eu-west-1.');
  return { name: `ecr-${accountId}-${region}`, kind: 'ecr' as const, accountId, region };
}

export function labelOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw usageError(`--label is "${text}".`, 'It is KEY=VALUE, such as env=prod.');
  return [text.slice(0, at), text.slice(at + 1)];
}
