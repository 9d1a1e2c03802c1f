import type { Kind } from './kind.ts';
import { apiVersionOf } from './kinds.ts';
import type { KubeObject } from './objects.ts';
import { parseSelector, SelectorError } from './selector.ts';
import { badRequest, failure } from './status.ts';
import type { Snapshot, Store } from './store.ts';

export interface KubeList {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: KubeObject[];
}

interface ContinueToken {
  v: string;
  rv: number;
  start: string;
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new ' +
  'list without the continue parameter, or use the continue token in this response to retrieve the ' +
  'remainder of the results. Continuing with the provided token results in an inconsistent list - objects ' +
  'that were created, modified, or deleted between the time the first chunk was returned and now may show ' +
  'up in the list.';

/** GET of a collection: `limit`, `continue`, `labelSelector` and `fieldSelector=metadata.name=…`. */
export function listObjects(store: Store, kind: Kind, namespace: string, query: URLSearchParams): KubeList {
  const matches = filterOf(query);
  const limit = limitOf(query.get('limit') ?? '0');
  const prefix = namespace ? `${namespace}/` : '';
  const token = query.get('continue');
  const { snapshot, start } = token
    ? resume(store, kind, token, prefix)
    : { snapshot: store.list(kind.resource), start: prefix };
  const rest = snapshot.entries.filter(([key]) => key.startsWith(prefix) && key >= start);
  const found = rest.filter(([, object]) => matches(object));
  const page = limit > 0 ? found.slice(0, limit) : found;
  const last = page.at(-1)?.[0];
  const metadata: KubeList['metadata'] = { resourceVersion: String(snapshot.version) };
  if (last !== undefined && found.length > page.length) {
    store.keep(kind.resource, snapshot);
    metadata.continue = encode({ rv: snapshot.version, start: `${last.slice(prefix.length)}\u0000` });
    const isFiltered = query.get('labelSelector') || query.get('fieldSelector');
    if (!isFiltered) metadata.remainingItemCount = found.length - page.length;
  }
  const items = page.map(([, { apiVersion: _, kind: __, ...object }]) => object as KubeObject);
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items };
}

function limitOf(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function filterOf(query: URLSearchParams): (object: KubeObject) => boolean {
  const matches = selectorOf(query.get('labelSelector') ?? '');
  const field = query.get('fieldSelector');
  const name = nameField(field);
  if (field && name === undefined) {
    throw badRequest(`The simulated API selects by no field but metadata.name, not by ${field}`);
  }
  return ({ metadata }) => matches(metadata.labels ?? {}) && (name === undefined || metadata.name === name);
}

/** The name in a field selector that selects one. */
export function nameField(selector: string | null): string | undefined {
  return /^metadata\.name==?([^,]*)$/.exec(selector ?? '')?.[1];
}

function selectorOf(text: string) {
  try {
    return parseSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function resume(store: Store, kind: Kind, text: string, prefix: string) {
  const token = decode(text);
  const start = prefix + token.start;
  if (token.rv === -1) return { snapshot: store.list(kind.resource), start };
  const snapshot: Snapshot | undefined = store.recall(kind.resource, token.rv);
  if (snapshot) return { snapshot, start };
  throw failure(410, {
    message: tooOld,
    reason: 'Expired',
    continue: encode({ rv: -1, start: token.start }),
  });
}

const encode = (token: Omit<ContinueToken, 'v'>) =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');

function decode(text: string): ContinueToken {
  const why = (cause: string) => badRequest(`invalid continue token: continue key is not valid: ${cause}`);
  let token: Partial<ContinueToken>;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw why('illegal base64 data at input byte 0');
  }
  if (token.v !== 'meta.k8s.io/v1') throw why(`server does not recognize this encoded version ${token.v}`);
  if (!token.start || !token.rv)
    throw why('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  return { v: token.v, rv: token.rv, start: token.start };
}
