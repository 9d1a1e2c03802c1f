import { stringify } from 'yaml';
import type { ChainKind } from './chains.ts';
import { goodToken, type ProxyManner, type Transport } from './endpoints.ts';
import type { Issued } from './issue.ts';
import type { JudgeWorld, ProxyCertificate } from './world.ts';

/** A kubeconfig with its server and proxy, before it is written. */
export interface Draft {
  chain: ChainKind | 'public';
  transport: Transport;
  /** `PORT` stands for the port of the API server. */
  server: string;
  /** PEM; undefined leaves the field out. */
  authority: (pems: Pems) => string | undefined;
  /** How the PEM becomes the field. */
  encode: (pem: string) => string;
  proxy?: { manner: ProxyManner; certificate: ProxyCertificate };
  /** `PORT` stands for the port of the proxy. */
  proxyUrl?: string;
  cluster: Record<string, unknown>;
  /** The path of a CA file. */
  caFile?: string;
  user: (given: Given) => Record<string, unknown> | Promise<Record<string, unknown>>;
  top: (config: Config) => Record<string, unknown>;
  write: (config: Record<string, unknown>) => string;
}

interface Pems {
  root: string;
  issuer: string;
  leaf: string;
  foreign: string;
}

interface Given {
  world: JudgeWorld;
  file: (name: string, content: string) => Promise<string>;
}

export interface Config extends Record<string, unknown> {
  contexts: { name: string; context: Record<string, unknown> }[];
  clusters: { name: string; cluster: Record<string, unknown> }[];
  users: { name: string; user: Record<string, unknown> }[];
}

export const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

export const certificateFields = ({ pem, keyPem }: Pick<Issued, 'pem' | 'keyPem'>) => ({
  'client-certificate-data': base64(pem),
  'client-key-data': base64(keyPem),
});

/** What everybody accepts. */
export function goodDraft(): Draft {
  return {
    chain: 'good',
    transport: 'tls',
    server: 'https://127.0.0.1:PORT',
    authority: ({ root }) => root,
    encode: base64,
    cluster: {},
    user: () => ({ token: goodToken }),
    top: (config) => config,
    write: (config) => stringify(config),
  };
}

/** Starts what the draft needs, and returns the kubeconfig's text. */
export async function written(draft: Draft, world: JudgeWorld): Promise<string> {
  const { root, issuer, leaf } = await world.chain(draft.chain);
  const pems = { root: root.pem, issuer: issuer.pem, leaf: leaf.pem, foreign: (await world.foreignCa()).pem };
  const authority = draft.authority(pems);
  const port = await world.api(draft.chain, draft.transport);
  const proxyPort = draft.proxy && (await world.proxy(draft.proxy.manner, draft.proxy.certificate));
  const file = (name: string, content: string) => world.file(name, content);
  const user = await draft.user({ world, file });
  const cluster = {
    server: draft.server.replace('PORT', String(port)),
    ...(authority !== undefined && { 'certificate-authority-data': draft.encode(authority) }),
    ...(draft.proxyUrl !== undefined && { 'proxy-url': draft.proxyUrl.replace('PORT', String(proxyPort)) }),
    ...(draft.caFile !== undefined && { 'certificate-authority': draft.caFile }),
    ...draft.cluster,
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  };
  return draft.write(draft.top(config));
}
