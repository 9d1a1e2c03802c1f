import { quoted } from '../output/quoted.ts';
import type { BootstrapOptions } from './options.ts';
import { lifeAsOption } from './tokenLife.ts';

/** `bootstrap prod-eu-1 --context admin …`, quoted for a shell, with all its options. */
export function commandAgain(
  name: string,
  options: BootstrapOptions,
  { context, undo }: { context: string; undo?: boolean },
): string {
  const { namespaces, serviceAccounts, secretName, registry, label = [], tokenLife } = options;
  const flag = (flag: string, value: string | undefined) =>
    value === undefined ? [] : [`--${flag}`, quoted(value)];
  return [
    'bootstrap',
    name,
    ...flag('context', context),
    ...flag('kubeconfig', options.kubeconfig),
    ...(undo
      ? []
      : [
          ...flag('file', options.file),
          ...flag('namespaces', namespaces?.join(',')),
          ...flag('service-accounts', serviceAccounts?.join(',')),
          ...flag('secret-name', secretName),
          ...flag('registry', registry?.join(',')),
          ...label.flatMap((each) => flag('label', each)),
          ...flag('site', options.site),
          ...flag('server', options.server),
          ...flag('ca-file', options.caFile),
          ...flag('tls-server-name', options.tlsServerName),
          ...flag('proxy-url', options.proxyUrl),
          ...flag('token-life', tokenLife === undefined ? undefined : lifeAsOption(tokenLife)),
        ]),
    ...flag('identity', options.identity),
    ...(undo ? ['--undo'] : []),
  ].join(' ');
}
