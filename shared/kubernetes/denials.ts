import { forbidden, lackIn, quoted } from './lack.ts';
import type { StatusDetails } from './status.ts';

/** A denial by admission control of what the authorizer allows. */
export interface Denial {
  by: 'policy' | 'webhook' | 'quota' | 'plugin';
  /** Name of the policy, webhook or quota; absent if the API server does not give it. */
  name?: string;
  /** For a policy: the binding that applies it to this request. */
  binding?: string;
  /**
   * `decided`: it denied the request. `unanswered`: it could not be reached, so the API server denies.
   * `not-in-dry-run`: it takes no dry runs, so the API server denies those.
   */
  how: 'decided' | 'unanswered' | 'not-in-dry-run';
  /** Its own words. */
  words: string;
}

type Reading = (match: readonly (string | undefined)[]) => Denial;

const policy: Reading = ([, name = '', binding, words = '']) => ({
  by: 'policy',
  name,
  ...(binding !== undefined && { binding }),
  how: 'decided',
  words,
});
const quota: Reading = ([, words = '', name]) => ({
  by: 'quota',
  ...(name !== undefined && { name }),
  how: 'decided',
  words,
});
const webhook =
  (how: Denial['how']): Reading =>
  ([, name = '', words = '']) => ({ by: 'webhook', name, how, words });

/**
 * The API server's own phrases, matched from the beginning of the message: what a webhook or a policy says comes after
 * them, so it cannot pass for another's. Sources, for Kubernetes 1.34:
 * apiserver/pkg/admission/plugin/webhook/errors/statuserror.go, pkg/util/webhook/error.go,
 * plugin/policy/validating/dispatcher.go, plugin/policy/generic/policy_dispatcher.go (for mutating policies), and
 * plugin/resourcequota/controller.go in https://github.com/kubernetes/apiserver/tree/v0.34.4
 */
const sayings: readonly (readonly [RegExp, Reading])[] = [
  [new RegExp(`^admission webhook ${quoted} denied the request(?:: | )(.*)$`, 's'), webhook('decided')],
  [
    new RegExp(`^Internal error occurred: failed calling webhook ${quoted}(?:: |; )(.*)$`, 's'),
    webhook('unanswered'),
  ],
  [new RegExp(`^admission webhook ${quoted} (does not support dry run)$`), webhook('not-in-dry-run')],
  [
    new RegExp(
      `${forbidden}ValidatingAdmissionPolicy '([^']*)'(?: with binding '([^']*)')? denied request: (.*)$`,
      's',
    ),
    policy,
  ],
  [/^policy ["']([^"']*)["'](?: with binding '([^']*)')? denied request: (.*)$/s, policy],
  [new RegExp(`${forbidden}((?:exceeded|failed) quota: ([^\\s,:]+).*)$`, 's'), quota],
  [new RegExp(`${forbidden}(status unknown for quota: ([^\\s,:]+).*)$`, 's'), quota],
  [new RegExp(`${forbidden}(insufficient quota to consume: .*)$`, 's'), quota],
];

/** What an admission plugin says until it has loaded its configuration, just after the API server starts. */
const notReady = 'not yet ready to handle request';

/** Which part of admission control denied a request; undefined if the Status does not say that one did. */
export function denialIn(status: number, details: StatusDetails): Denial | undefined {
  const { message = '' } = details;
  for (const [pattern, read] of sayings) {
    const match = pattern.exec(message);
    if (match !== null) return read(match);
  }
  return status === 403 ? ofPlugin(details) : undefined;
}

/** Any other 403 that is not the authorizer's. */
function ofPlugin({ message = '', reason, causes }: StatusDetails): Denial | undefined {
  const words = new RegExp(`${forbidden}(.*)$`, 's').exec(message)?.[1];
  if (words === undefined || reason !== 'Forbidden' || words === notReady) return undefined;
  if (lackIn(message) !== undefined || causes.some((cause) => cause.reason === 'NamespaceTerminating'))
    return undefined;
  return { by: 'plugin', how: 'decided', words };
}

export function isNotReady({ message = '' }: StatusDetails): boolean {
  return new RegExp(`${forbidden}${notReady}$`).test(message);
}

const titles: Record<Denial['by'], string> = {
  policy: 'admission policy',
  webhook: 'admission webhook',
  quota: 'quota',
  plugin: 'admission control of the API server',
};

/** `admission policy "no-secrets" (binding "everywhere")` */
export function nameOf({ by, name, binding }: Denial): string {
  const bound = binding === undefined ? '' : ` (binding "${binding}")`;
  return titles[by] + (name === undefined ? '' : ` "${name}"`) + bound;
}
