import type { Rule } from '../kubernetes/rules.ts';
import type { Identity } from './identity.ts';

/**
 * What an identity needs in its own namespace to make its own next token. Of one name, so that what it could make are
 * tokens of its own.
 */
export function renewalRule({ name }: Pick<Identity, 'name'>): Rule {
  return { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [name], verbs: ['create'] };
}
