import { stringify } from 'yaml';
import { Failure } from '../../../../shared/failure.ts';
import type { Kubeconfig } from '../../../../shared/kubeconfig/kubeconfig.ts';
import { type ParseOptions, parseKubeconfig } from '../../../../shared/kubeconfig/parse.ts';

export const now = new Date('2030-06-01T12:00:00Z');

export type Fields = Record<string, unknown>;

/** A kubeconfig with one context "admin", as kubectl would write it, overlaid with these fields. */
export function kubeconfigObject(over: { cluster?: Fields; user?: Fields; top?: Fields } = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    'current-context': 'admin',
    contexts: [{ name: 'admin', context: { cluster: 'prod', user: 'pullpass', namespace: 'default' } }],
    clusters: [{ name: 'prod', cluster: { server: 'https://api.prod.example.com:6443', ...over.cluster } }],
    users: [{ name: 'pullpass', user: over.user ?? { token: 'opaque-token' } }],
    ...over.top,
  };
}

export function kubeconfigText(over: { cluster?: Fields; user?: Fields; top?: Fields } = {}): string {
  return stringify(kubeconfigObject(over));
}

export function parse(text: string, options: Partial<ParseOptions> = {}): Kubeconfig {
  return parseKubeconfig(text, { now, ...options });
}

/** The refusal of the text. Any other exception, and an acceptance, fail the test. */
export function refusal(text: string, options: Partial<ParseOptions> = {}): Failure {
  let accepted: Kubeconfig;
  try {
    accepted = parse(text, options);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'kubeconfig') return error;
    throw error;
  }
  throw new Error(`expected a refusal, but it was read as ${Object.keys(accepted).join(', ')}`);
}

/** A bearer token in the form of a JWT with these claims; nobody verifies its signature here. */
export function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');
