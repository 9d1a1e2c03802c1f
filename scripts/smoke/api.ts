import type * as z from 'zod';
import { changedCluster, clusterResource } from '../../functions/registration/schemas.ts';
import { type Problem, type Refusal, readRefusal } from '../../local/register/refusal.ts';
import { type Credentials, signedRequest } from '../aws/signedRequest.ts';

export type Cluster = z.infer<typeof clusterResource>;

/** The deployed API, as any signed caller has it. What it refuses is thrown as a Refused. */
export interface Api {
  /** Undefined where it is not registered. */
  read(name: string): Promise<Cluster | undefined>;
  /** Answers how many checks the preflight passed. */
  put(cluster: { name: string }): Promise<number>;
  deregister(name: string, options?: { force: boolean }): Promise<void>;
}

/** What the API answered in place of what was asked for. */
export class Refused extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(what: string, status: number, refusal: Refusal) {
    super(`${what} was answered with ${status}: ${explain(refusal)}`);
    this.status = status;
    this.problem = refusal.problem;
  }
}

export function apiAt(url: string, region: string, credentials: () => Promise<Credentials>): Api {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await signedRequest(url + path, {
      method,
      region,
      credentials: await credentials(),
      ...(body !== undefined && { body }),
    });
    if (answer.status < 300) return answer.text === '' ? undefined : answer.json();
    throw new Refused(`${method} ${path}`, answer.status, readRefusal(answer.status, answer.text));
  };
  return {
    async read(name) {
      try {
        return clusterResource.parse(await call('GET', `/clusters/${name}`));
      } catch (error) {
        if (error instanceof Refused && error.status === 404 && error.problem !== undefined) return undefined;
        throw error;
      }
    },
    async put(cluster) {
      const answer = await call('PUT', `/clusters/${cluster.name}`, cluster);
      const { checks = [] } = changedCluster.parse(answer).preflight ?? {};
      return checks.filter(({ result }) => result === 'passed').length;
    },
    async deregister(name, { force } = { force: false }) {
      await call('DELETE', `/clusters/${name}${force ? '?force=true' : ''}`);
    },
  };
}

function explain({ problem, detail, remedy }: Refusal): string {
  const { checks = [], errors = [] } = problem ?? {};
  const each = [
    ...checks.filter(({ result }) => result === 'failed'),
    ...errors.map(({ pointer, message }) => ({ message: `${pointer} ${message}`, remedy: undefined })),
  ].map(({ message, remedy: todo }) => `\n  ${message}${todo === undefined ? '' : `\n  → ${todo}`}`);
  return `${detail}${remedy === undefined ? '' : ` ${remedy}`}${each.join('')}`;
}
