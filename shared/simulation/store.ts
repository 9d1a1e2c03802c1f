import type { KubeObject } from './objects.ts';

/** A list at one resourceVersion. */
export interface Snapshot {
  version: number;
  /** Sorted by key. */
  entries: readonly (readonly [key: string, object: KubeObject])[];
}

/** Everything that is stored, as JSON; without old lists, since a `continue` token does not outlive them. */
export interface StoredObjects {
  version: number;
  objects: Readonly<Record<string, readonly KubeObject[]>>;
}

/** How many old lists are kept for `continue` tokens; tokens of older lists have expired. */
const keptSnapshots = 64;

/** The part of etcd: objects by key, one version counter, old lists. Stored objects are never mutated. */
export class Store {
  #version = 1000;
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #lists = new Map<string, Snapshot>();
  readonly #snapshots = new Map<string, Snapshot>();

  /** A store with the contents of another. */
  static from({ version, objects }: StoredObjects): Store {
    const store = new Store();
    for (const [resource, all] of Object.entries(objects)) {
      const entries = all.map((object): [string, KubeObject] => {
        const { namespace = '', name = '' } = object.metadata;
        return [keyOf(namespace, name), object];
      });
      store.#objects.set(resource, new Map(entries));
    }
    store.#version = version;
    return store;
  }

  contents(): StoredObjects {
    const objects = [...this.#objects].map(([resource, all]) => [resource, [...all.values()]]);
    return { version: this.#version, objects: Object.fromEntries(objects) };
  }

  get version(): number {
    return this.#version;
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(resource)?.get(keyOf(namespace, name));
  }

  /** Stores a copy with the next resourceVersion, and returns it. */
  put(resource: string, object: KubeObject): KubeObject {
    this.#version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
    const stored = { ...object, metadata };
    const objects = this.#objects.get(resource) ?? new Map<string, KubeObject>();
    this.#objects.set(resource, objects);
    objects.set(keyOf(metadata.namespace ?? '', metadata.name ?? ''), stored);
    this.#lists.delete(resource);
    return stored;
  }

  delete(resource: string, namespace: string, name: string): void {
    if (!this.#objects.get(resource)?.delete(keyOf(namespace, name))) return;
    this.#version += 1;
    this.#lists.delete(resource);
  }

  /** All current objects of a resource. */
  list(resource: string): Snapshot {
    const known = this.#lists.get(resource);
    if (known) return { ...known, version: this.#version };
    const entries = [...(this.#objects.get(resource) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const list = { version: this.#version, entries };
    this.#lists.set(resource, list);
    return list;
  }

  /** Keeps a list for `continue` tokens. */
  keep(resource: string, snapshot: Snapshot): void {
    this.#snapshots.set(`${resource} ${snapshot.version}`, snapshot);
    if (this.#snapshots.size > keptSnapshots) {
      const [oldest] = this.#snapshots.keys();
      if (oldest !== undefined) this.#snapshots.delete(oldest);
    }
  }

  /** The list at that version; undefined if it was compacted. */
  recall(resource: string, version: number): Snapshot | undefined {
    return this.#snapshots.get(`${resource} ${version}`);
  }

  /** Forgets all old lists, as compaction does. */
  compact(): void {
    this.#snapshots.clear();
  }
}

export const keyOf = (namespace: string, name: string) => (namespace ? `${namespace}/${name}` : name);
