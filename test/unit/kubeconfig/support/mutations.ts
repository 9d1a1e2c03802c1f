import fc from 'fast-check';
import { codePoint } from '../../../support/codePoint.ts';
import { webUrl } from '../../../support/webUrl.ts';

/** Values that a field does not expect; each is new, so that changing one affects no other. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    '',
    'x',
    '\0',
    '\n',
    '~',
    'null',
    '<<',
    '*a',
    '__proto__',
  ),
  fc.string({ unit: codePoint }),
  fc.string({ unit: 'grapheme' }),
  fc.base64String(),
  webUrl,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    'https://127.0.0.1',
    'https://u:p@h',
    'http://api.example.com',
    'https://[fe80::1]',
    'file:///etc/passwd',
    'sha256~abc',
    'a.b.c',
    `${'e30.'.repeat(2)}x`,
    '/etc/passwd',
  ),
);

const key = fc.oneof(
  fc.constantFrom(
    ...[
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '<<',
      '',
      'name',
      'exec',
      'auth-provider',
    ],
    ...[
      'tokenFile',
      'token',
      'client-key',
      'client-key-data',
      'client-certificate-data',
      'certificate-authority',
    ],
    ...[
      'certificate-authority-data',
      'proxy-url',
      'tls-server-name',
      'insecure-skip-tls-verify',
      'as',
      'username',
    ],
    ...['server', 'cluster', 'user', 'context', 'contexts', 'clusters', 'users', 'current-context', 'kind'],
  ),
  fc.string({ unit: codePoint, maxLength: 8 }),
);

type Mutation = { at: number; key: string; value: unknown; how: 'set' | 'drop' | 'replace' | 'wrap' };

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({ at: fc.nat(), key, value: oddValue, how: fc.constantFrom('set', 'drop', 'replace', 'wrap') }),
  { minLength: 1, maxLength: 6 },
);

/** Applies the mutations to the tree. An own `__proto__` is made as JSON.parse and YAML make it. */
export function mutate(tree: unknown, list: readonly Mutation[]): unknown {
  const root = { root: tree };
  for (const mutation of list) {
    const places: [holder: object, key: string][] = [];
    collect(root, places);
    const [holder, name] = places[mutation.at % places.length] ?? [root, 'root'];
    const present = (holder as Record<string, unknown>)[name];
    if (mutation.how === 'drop') delete (holder as Record<string, unknown>)[name];
    else if (mutation.how === 'replace') define(holder, name, mutation.value);
    else if (mutation.how === 'wrap') define(holder, name, { [mutation.key]: present });
    else
      define(
        typeof present === 'object' && present !== null ? present : holder,
        mutation.key,
        mutation.value,
      );
  }
  return root.root;
}

/** A list's `length` is left alone: no text sets it, and not every value is a valid one. */
function define(holder: object, name: string, value: unknown): void {
  if (Array.isArray(holder) && name === 'length') return;
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

function collect(holder: object, places: [object, string][]): void {
  for (const [name, value] of Object.entries(holder)) {
    places.push([holder, name]);
    if (typeof value === 'object' && value !== null) collect(value, places);
  }
}
