/** One or several, as in policies. */
type OneOrMore<T> = T | readonly T[];

/**
 * The parts of policies that this project and its docs use.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  /** In a resource's policy: who it applies to. */
  Principal?: '*' | { AWS: OneOrMore<string> };
  Action: OneOrMore<string>;
  /** Absent in a repository's policy, which applies to that repository. */
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
