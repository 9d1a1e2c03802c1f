import type * as z from 'zod';
import { type probeBody, probeResult } from '../../shared/api/probe.ts';
import {
  changedCluster,
  checkResult,
  clusterList,
  clusterResource,
  dryRunResult,
  eventList,
  fleet,
  type rotationBody,
} from '../../shared/api/schemas.ts';
import { parsedJson } from '../../shared/parsedJson.ts';
import { CommandError } from '../program/errors.ts';
import type { Call } from './call.ts';
import { Refused } from './refused.ts';
import type { ApiAnswer, ApiRequest } from './transport.ts';

export type Cluster = z.infer<typeof clusterResource>;
export type ChangedCluster = z.infer<typeof changedCluster>;
export type DryRun = z.infer<typeof dryRunResult>;
export type Fleet = z.infer<typeof fleet>;
export type CheckResult = z.infer<typeof checkResult>;
export type ClusterEvent = z.infer<typeof eventList>['items'][number];
export type Rotation = z.input<typeof rotationBody>;
export type Probe = z.input<typeof probeBody>;
export type ProbeResult = z.infer<typeof probeResult>;

/** Which clusters to list: those with all of the labels (`key=value` or `key`) and one of the phases. */
export interface Filter {
  labels?: readonly string[];
  phases?: readonly string[];
}

/** Things of which a cluster has several, each with a name and its own path in the API. */
export type Parts = 'targets' | 'registries';

export interface ChangeOptions {
  /** Only if the cluster still has this version; otherwise rejects with Refused (412). */
  ifVersion?: number;
  /** Only if there is no such cluster; otherwise rejects with Refused (412). */
  onlyNew?: boolean;
  /** false: skips the preflight. */
  preflight?: boolean;
}

/**
 * PullPass's API. Every method rejects with Refused if the API refuses, and with a CommandError if it cannot be reached
 * or answers like another version.
 */
export interface Client {
  fleet(): Promise<Fleet>;
  /** Pages of 500 clusters, by name. */
  pages(filter?: Filter): AsyncIterable<Cluster[]>;
  list(filter?: Filter): Promise<Cluster[]>;
  /** Undefined if it is not registered. */
  find(name: string): Promise<Cluster | undefined>;
  get(name: string): Promise<Cluster>;
  /** Registers or replaces. The body of PUT /clusters/{name}, which the API checks. */
  put(cluster: { name: string }, options?: ChangeOptions): Promise<ChangedCluster>;
  /** What a put would do. For a cluster that is not registered, this needs its kubeconfig. */
  tryPut(cluster: { name: string }, options?: ChangeOptions): Promise<DryRun>;
  patch(name: string, patch: object, options?: ChangeOptions): Promise<ChangedCluster>;
  tryPatch(name: string, patch: object, options?: ChangeOptions): Promise<DryRun>;
  rotate(name: string, rotation: Rotation, options?: ChangeOptions): Promise<ChangedCluster>;
  tryRotate(name: string, rotation: Rotation, options?: ChangeOptions): Promise<DryRun>;
  /** Adds or replaces one of a cluster's targets or registries. */
  putPart(name: string, of: Parts, part: { name: string }, options?: ChangeOptions): Promise<ChangedCluster>;
  tryPutPart(name: string, of: Parts, part: { name: string }, options?: ChangeOptions): Promise<DryRun>;
  removePart(name: string, of: Parts, part: string, options?: ChangeOptions): Promise<ChangedCluster>;
  tryRemovePart(name: string, of: Parts, part: string): Promise<DryRun>;
  /** With force, returns undefined: the cluster is already forgotten. */
  deregister(
    name: string,
    options?: { force?: boolean; ifVersion?: number },
  ): Promise<ChangedCluster | undefined>;
  tryDeregister(name: string): Promise<DryRun>;
  giveUpRemovals(name: string, options?: ChangeOptions): Promise<ChangedCluster>;
  check(name: string): Promise<CheckResult>;
  /**
   * Whether a site's workers can reach an API server, and whether TLS works. Rejects with Refused if the address may
   * not be tried (422), the site is not deployed (422), or the caller may not probe (403).
   */
  probe(probe: Probe): Promise<ProbeResult>;
  refresh(name: string): Promise<ChangedCluster>;
  pause(name: string): Promise<ChangedCluster>;
  resume(name: string): Promise<ChangedCluster>;
  /** Newest first; `limit` up to 500. */
  events(name: string, options?: { limit?: number; cursor?: string }): Promise<z.infer<typeof eventList>>;
}

type Query = Record<string, string | string[]>;

export function clientOver(call: Call): Client {
  const at = (name: string, ...parts: string[]) =>
    ['/clusters', name, ...parts]
      .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
      .join('/');
  const ask = async <T>(schema: z.ZodType<T>, request: ApiRequest): Promise<T> =>
    understood(schema, request, await call(request));
  const change = (
    method: string,
    path: string,
    body?: object,
    options: ChangeOptions = {},
    query: Query = {},
  ) => ({
    method,
    path,
    query: { ...query, ...(options.preflight === false && { preflight: 'false' }) },
    headers: {
      ...(body !== undefined && { 'content-type': contentTypeOf(method) }),
      ...(options.ifVersion !== undefined && { 'if-match': `"${options.ifVersion}"` }),
      ...(options.onlyNew && { 'if-none-match': '*' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const make = (...parts: Parameters<typeof change>) => ask(changedCluster, change(...parts));
  const attempt = (method: string, path: string, body?: object, options?: ChangeOptions) =>
    ask(dryRunResult, change(method, path, body, options, { dryRun: 'true' }));
  const get = (name: string) => ask(clusterResource, { method: 'GET', path: at(name) });

  async function* pages({ labels = [], phases = [] }: Filter = {}): AsyncGenerator<Cluster[]> {
    let cursor: string | undefined;
    do {
      const query = {
        limit: '500',
        ...(labels.length > 0 && { label: [...labels] }),
        ...(phases.length > 0 && { phase: [...phases] }),
        ...(cursor !== undefined && { cursor }),
      };
      const page = await ask(clusterList, { method: 'GET', path: '/clusters', query });
      yield page.items;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  return {
    fleet: () => ask(fleet, { method: 'GET', path: '/fleet' }),
    pages,
    async list(filter) {
      const all: Cluster[] = [];
      for await (const page of pages(filter)) all.push(...page);
      return all;
    },
    get,
    find: (name) =>
      get(name).catch((error: unknown) => {
        if (error instanceof Refused && error.type === 'no-such-cluster') return undefined;
        throw error;
      }),
    put: (cluster, options) => make('PUT', at(cluster.name), cluster, options),
    tryPut: (cluster, options) => attempt('PUT', at(cluster.name), cluster, options),
    patch: (name, patch, options) => make('PATCH', at(name), patch, options),
    tryPatch: (name, patch, options) => attempt('PATCH', at(name), patch, options),
    rotate: (name, rotation, options) => make('PUT', at(name, 'kubeconfig'), rotation, options),
    tryRotate: (name, rotation, options) => attempt('PUT', at(name, 'kubeconfig'), rotation, options),
    putPart: (name, of, part, options) => make('PUT', at(name, of, part.name), part, options),
    tryPutPart: (name, of, part, options) => attempt('PUT', at(name, of, part.name), part, options),
    removePart: (name, of, part, options) => make('DELETE', at(name, of, part), undefined, options),
    tryRemovePart: (name, of, part) => attempt('DELETE', at(name, of, part)),
    async deregister(name, { force = false, ifVersion } = {}) {
      const options = ifVersion === undefined ? {} : { ifVersion };
      const request = change('DELETE', at(name), undefined, options, force ? { force: 'true' } : {});
      const answer = await call(request);
      return answer.status === 204 ? undefined : understood(changedCluster, request, answer);
    },
    tryDeregister: (name) => attempt('DELETE', at(name)),
    giveUpRemovals: (name, options) => make('DELETE', at(name, 'removals'), undefined, options),
    check: (name) => ask(checkResult, { method: 'POST', path: at(name, 'check'), changesNothing: true }),
    probe: (probe) =>
      ask(probeResult, {
        method: 'POST',
        path: '/probe',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(probe),
        changesNothing: true,
      }),
    refresh: (name) => make('POST', at(name, 'refresh')),
    pause: (name) => make('POST', at(name, 'pause')),
    resume: (name) => make('POST', at(name, 'resume')),
    events: (name, { limit = 100, cursor } = {}) =>
      ask(eventList, {
        method: 'GET',
        path: at(name, 'events'),
        query: { limit: String(limit), ...(cursor !== undefined && { cursor }) },
      }),
  };
}

const contentTypeOf = (method: string) =>
  method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';

function understood<T>(schema: z.ZodType<T>, { method, path }: ApiRequest, { text }: ApiAnswer): T {
  const read = schema.safeParse(parsedJson(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue === undefined ? '' : `: ${issue.path.join('.') || 'the whole'}: ${issue.message}`;
  throw new CommandError(`The answer to ${method} ${path} is not what this program expects${where}.`, {
    remedy:
      'Check the address of the API. If it is right, this pullpass and the API have different versions: use the one that deployed the API.',
  });
}
