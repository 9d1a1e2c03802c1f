import { forbidden, lackIn, quoted } from './lack.ts';
import type { StatusDetails } from './status.ts';

/** Somebody who may deny what the authorizer allows: admission control. */
export interface Denial {
  by: 'policy' | 'webhook' | 'quota' | 'plugin';
  /** The name of the policy, webhook or quota; absent if the API server does not say it. */
  name?: string;
  /** Of a policy: what binds it to this request. */
  binding?: string;
  /**
   * `decided`: looked at it, and denied it. `unanswered`: could not be asked, so the API server denies it.
   * `not-in-dry-run`: is not asked in dry runs, so the API server denies those.
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
 * Each of the API server's own words, from their beginning: what a webhook or a policy says of itself comes after them,
 * and cannot look like another's.
 * Sources, of Kubernetes 1.34: apiserver/pkg/admission/plugin/webhook/errors/statuserror.go, pkg/util/webhook/error.go,
 * plugin/policy/validating/dispatcher.go, plugin/policy/generic/policy_dispatcher.go (of mutating policies), and
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

/** What an admission plugin says before it has read what it decides by, just after the API server began. */
const notReady = 'not yet ready to handle request';

/** Who denied a request in admission control; undefined if a Status says nothing of that. */
export function denialIn(status: number, details: StatusDetails): Denial | undefined {
  const { message = '' } = details;
  for (const [pattern, read] of sayings) {
    const match = pattern.exec(message);
    if (match !== null) return read(match);
  }
  return status === 403 ? ofPlugin(details) : undefined;
}

/** Whatever else the API server forbids that its authorizer does not. */
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
