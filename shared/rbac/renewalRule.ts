import type { Identity } from './identity.ts';
import type { Rule } from './rules.ts';

/**
 * The right that an identity needs in its own namespace to make its own next token. It covers this one name, so the
 * identity can make only tokens of its own.
 */
export function renewalRule({ name }: Pick<Identity, 'name'>): Rule {
  return { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] };
}
