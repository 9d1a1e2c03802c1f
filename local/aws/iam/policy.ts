/** One or several, as policies write both. */
type OneOrMore<T> = T | readonly T[];

/**
 * What this project's own policies, and those of its docs, are made of.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  /** Of a policy on a resource: whom it is about. */
  Principal?: '*' | { AWS: OneOrMore<string> };
  Action: OneOrMore<string>;
  /** Absent in the policy of a repository, which is about that repository. */
  Resource?: OneOrMore<string>;
  Condition?: object;
}

export interface Policy {
  Version?: string;
  Statement: OneOrMore<Statement>;
}

export function listOf<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
