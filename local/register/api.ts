import { type ClusterResource, clusterList } from '../../functions/registration/schemas.ts';
import { type Refusal, readRefusal } from './refusal.ts';

/** PullPass's API, as any other client has it: over HTTP. */
export interface Api {
  /** Registers or replaces. Resolves to why it is refused. */
  put(cluster: { name: string }): Promise<Refusal | undefined>;
  /** Asks for a push at once. */
  refresh(name: string): Promise<Refusal | undefined>;
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
    const text = await response.text();
    return response.ok ? { answer: JSON.parse(text) } : { refusal: readRefusal(response.status, text) };
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
