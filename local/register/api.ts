import type { z } from 'zod';
import { type ClusterResource, clusterList, problem } from '../../functions/registration/schemas.ts';

export type Problem = z.infer<typeof problem>;

/** PullPass's API, as any other client has it: over HTTP. */
export interface Api {
  /** Registers or replaces. Resolves to a problem where it is refused. */
  put(cluster: { name: string }): Promise<Problem | undefined>;
  /** Asks for a push at once. */
  refresh(name: string): Promise<Problem | undefined>;
  /** All clusters, by name. */
  list(): Promise<ClusterResource[]>;
}

/** @param signal ends every request under way */
export function apiAt(url: string, signal: AbortSignal): Api {
  const send = async (method: string, path: string, body?: unknown) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return response.ok ? { answer } : { answer, refusal: problem.parse(answer) };
  };
  return {
    put: async (cluster) => (await send('PUT', `/clusters/${cluster.name}`, cluster)).refusal,
    refresh: async (name) => (await send('POST', `/clusters/${name}/refresh`)).refusal,
    async list() {
      const all: ClusterResource[] = [];
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({ limit: '500', ...(cursor === undefined ? {} : { cursor }) });
        const { answer, refusal } = await send('GET', `/clusters?${query}`);
        if (refusal !== undefined) throw new Error(`The list of clusters was refused: ${refusal.detail}`);
        const page = clusterList.parse(answer);
        all.push(...page.items);
        cursor = page.cursor;
      } while (cursor !== undefined);
      return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
