import type { Route } from '../../../shared/simulation/route.ts';

export interface RequestFacts {
  verb: string;
  /** With its subresource, such as `serviceaccounts/token`; the path for other requests. */
  resource: string;
  namespace: string;
  name: string;
}

/** A request that a simulated cluster has served. */
export interface SeenRequest extends RequestFacts {
  username: string;
  status: number;
}

/** How many requests are kept in full; the counts include all. */
const kept = 2_000;

/** The requests to a simulated cluster. */
export class RequestLog {
  #counts = new Map<string, number>();
  #recent: SeenRequest[] = [];

  add(request: SeenRequest): void {
    const key = `${request.verb} ${request.resource}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#recent.push(request);
    if (this.#recent.length > 2 * kept) this.#recent = this.#recent.slice(-kept);
  }

  /** By verb and resource, such as `{ 'patch secrets': 3 }`. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The latest, oldest first. */
  get recent(): readonly SeenRequest[] {
    return this.#recent;
  }

  reset(): void {
    this.#counts = new Map();
    this.#recent = [];
  }
}

/** Verb, resource (with subresource), namespace and name of a request, for faults and counts. */
export function factsOf(route: Route): RequestFacts {
  if (route.kind === 'path') return { verb: route.verb, resource: route.path, namespace: '', name: '' };
  const { verb, resource, subresource, namespace, name } = route;
  return { verb, resource: subresource ? `${resource}/${subresource}` : resource, namespace, name };
}
