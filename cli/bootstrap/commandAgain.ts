import { quoted } from '../output/quoted.ts';
import type { BootstrapOptions } from './options.ts';
import { lifeAsOption } from './tokenLife.ts';

/** `bootstrap prod-eu-1 --context admin …` with all its options, quoted for a shell. */
export function commandAgain(
  name: string,
  options: BootstrapOptions,
  { context, undo }: { context: string; undo?: boolean },
): string {
  const { kubeconfig, identity, tokenLife } = options;
  const given: Record<string, string | readonly string[] | undefined> = {
    context,
    kubeconfig,
    ...(!undo && {
      file: options.file,
      namespaces: options.namespaces?.join(','),
      'service-accounts': options.serviceAccounts?.join(','),
      'secret-name': options.secretName,
      registry: options.registry?.join(','),
      label: options.label,
      site: options.site,
      server: options.server,
      'ca-file': options.caFile,
      'tls-server-name': options.tlsServerName,
      'proxy-url': options.proxyUrl,
      'token-life': tokenLife === undefined ? undefined : lifeAsOption(tokenLife),
    }),
    identity,
  };
  const flags = Object.entries(given).flatMap(([flag, values]) =>
    [values ?? []].flat().map((value) => `--${flag} ${quoted(value)}`),
  );
  return ['bootstrap', name, ...flags, ...(undo ? ['--undo'] : [])].join(' ');
}
