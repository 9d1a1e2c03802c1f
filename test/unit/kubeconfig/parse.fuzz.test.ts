import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Failure } from '../../../shared/failure.ts';
import { describeCredential } from '../../../shared/kubeconfig/describe.ts';
import { documentLimits, readDocument } from '../../../shared/kubeconfig/document.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { deserialiseKubeconfig, serialiseKubeconfig } from '../../../shared/kubeconfig/stored.ts';
import { decideHostname } from '../../../shared/network/hostname.ts';
import { codePoint } from '../../support/codePoint.ts';
import { runs } from '../../support/fuzz.ts';
import { certificate, type Pair } from './support/certificates.ts';
import { base64, type Fields, kubeconfigObject, parse } from './support/kubeconfigs.ts';
import { mutate, mutations } from './support/mutations.ts';

/** Stands for the credential. No refusal may show it, wherever the mutations move it. */
const canary = 'c4n4ry-S3CRET-value';

/** A kubeconfig or a refusal. Anything else fails the test, and so does an unsound answer. */
function outcome(text: string): Kubeconfig | Failure {
  let answer: Kubeconfig;
  try {
    answer = parse(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.kind).toBe('kubeconfig');
    expect(error.remedy).toMatch(/\.$/);
    expect(error.cause).toBeUndefined();
    expect(error.message.length).toBeLessThan(2000);
    expect(`${error.message}${error.remedy}${error.stack}`).not.toContain(canary);
    return error;
  }
  expectSound(answer);
  return answer;
}

function expectSound(kubeconfig: Kubeconfig): void {
  const { server, proxyUrl, credential } = kubeconfig;
  for (const address of [server, ...(proxyUrl === undefined ? [] : [proxyUrl])]) {
    const url = new URL(address);
    expect(url.protocol).toMatch(address === server ? /^https:$/ : /^https?:$/);
    expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
    expect(decideHostname(url.hostname, [])).toEqual({ allowed: true });
  }
  if ('token' in credential)
    expect(() => new Headers({ authorization: `Bearer ${credential.token}` })).not.toThrow();
  expect(deserialiseKubeconfig(serialiseKubeconfig(kubeconfig))).toStrictEqual(kubeconfig);
  expect(() => describeCredential(kubeconfig)).not.toThrow();
  expect(Object.getPrototypeOf(kubeconfig)).toBe(Object.prototype);
}

const isRead = (answer: Kubeconfig | Failure) => !(answer instanceof Failure);

/** Everything that a program could have added to the prototype of all objects. */
const prototypeNames = () => Object.getOwnPropertyNames(Object.prototype).sort();
const pristine = prototypeNames();

describe('whatever comes in, the answer is a kubeconfig or a refusal', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await certificate(new Date('2031-01-01T00:00:00Z'));
  });

  test('for arbitrary bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom<BufferEncoding>('utf8', 'latin1', 'utf16le', 'base64'),
        (data, encoding) => {
          outcome(Buffer.from(data).toString(encoding));
        },
      ),
      runs(500),
    );
  });

  test('for arbitrary text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: codePoint, maxLength: 400 }), fc.string({ maxLength: 400 })),
        (text) => {
          outcome(text);
        },
      ),
      runs(500),
    );
  });

  test('for random mixtures of YAML’s elements', () => {
    const bit = fc.constantFrom(
      ...[
        '- ',
        '? ',
        ': ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '\n',
        '\n  ',
        '\n    ',
        '\t',
        '\r',
        '#',
        ' #',
        '"',
        "'",
        '|\n',
        '>-\n',
      ],
      ...[
        '&a ',
        '*a',
        '&',
        '*',
        '!',
        '!!str ',
        '!!binary ',
        '!!set ',
        '!<x> ',
        '%YAML 1.1\n',
        '%TAG ! x\n',
        '---\n',
        '...\n',
      ],
      ...[
        '<<',
        '__proto__',
        'constructor',
        'users',
        'contexts',
        'clusters',
        'current-context',
        'name',
        'token',
        'exec',
      ],
      ...[
        'null',
        '~',
        'true',
        '0x1f',
        '1e999',
        '.inf',
        '2001-01-01',
        '\0',
        '\u2028',
        '\ufeff',
        '\ud800',
        '"\\x',
        '"\\u',
      ],
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 60 }), (bits) => {
        outcome(bits.join(''));
      }),
      runs(1000),
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])('for a list that gets a length as a field, at place %i', (at) => {
    const tree = mutate(kubeconfigObject(), [{ at, key: 'length', value: 'x', how: 'set' }]);
    outcome(written(tree, 'yaml'));
  });

  test('for kubeconfigs with any of their parts changed', () => {
    let read = 0;
    let refused = 0;
    const form = fc.constantFrom('json', 'yaml', 'flow');
    fc.assert(
      fc.property(mutations, form, fc.boolean(), (list, how, withCertificate) => {
        const user: Fields = withCertificate
          ? { 'client-certificate-data': base64(pair.cert), 'client-key-data': base64(pair.key) }
          : { token: canary };
        const cluster = withCertificate ? { 'certificate-authority-data': base64(pair.cert) } : {};
        const tree = mutate(kubeconfigObject({ user, cluster }), list);
        const answer = outcome(written(tree, how));
        if (isRead(answer)) read += 1;
        else refused += 1;
      }),
      runs(1000),
    );
    // Both answers occurred: the mutations break neither everything nor nothing.
    expect(Math.min(read, refused)).toBeGreaterThan(0);
    expect(prototypeNames()).toEqual(pristine);
  });

  test('for the text of a kubeconfig, cut, doubled and overwritten', () => {
    const text = stringify(kubeconfigObject({ user: { token: canary } }));
    const edit = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(30),
      put: fc.string({ unit: codePoint, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        // An edit inside the canary changes its text; the rest of it is then not looked for.
        outcome(edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text));
      }),
      runs(1000),
    );
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'for %s as a key at every place, and no object changes',
    (name) => {
      const base = kubeconfigObject({ user: { token: canary } });
      const places = JSON.stringify(base).split('{').length - 1;
      for (let place = 0; place < places; place += 1) {
        let seen = -1;
        const text = JSON.stringify(base)
          .replace(/\{/g, (brace) => {
            seen += 1;
            return seen === place ? `{"${name}":{"polluted":true,"token":"x","exec":null},` : brace;
          })
          .replaceAll(',}', '}');
        outcome(text);
      }
      expect(prototypeNames()).toEqual(pristine);
      expect('polluted' in {}).toBe(false);
    },
  );
});

describe('the size of what a document makes of little text is limited', () => {
  /** Each level contains the one before `width` times: width^levels values from a few lines. */
  const bomb = (levels: number, width: number) =>
    Array.from({ length: levels }, (_, level) =>
      level === 0
        ? `l0: &l0 [${Array(width).fill('x').join(', ')}]`
        : `l${level}: &l${level} [${Array(width)
            .fill(`*l${level - 1}`)
            .join(', ')}]`,
    ).join('\n');

  /** Leaves that a walk through the value meets; stops once that is provably too much. */
  function leaves(value: unknown, budget = { left: 1_000_000 }): number {
    budget.left -= 1;
    if (budget.left < 0 || typeof value !== 'object' || value === null) return 1;
    return Object.values(value).reduce((sum: number, inner) => sum + leaves(inner, budget), 0);
  }

  test('by the number of aliases and by how often they repeat, whatever the shape of the bomb', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), (levels, width) => {
        const text = bomb(levels, width);
        const aliases = (levels - 1) * width;
        try {
          const expanded = leaves(readDocument(text));
          read += 1;
          expect(aliases).toBeLessThanOrEqual(documentLimits.aliases);
          expect(expanded).toBeLessThanOrEqual(documentLimits.expansions * (aliases + levels * width));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          refused += 1;
          expect(error.message).toContain('aliases');
        }
      }),
      // In full, for the count below.
      runs(200, 1),
    );
    expect(Math.min(read, refused)).toBeGreaterThan(10);
  });

  test('the classic with nine levels is refused', () => {
    expect(() => readDocument(bomb(9, 9))).toThrow('more than 32 YAML aliases');
    expect(() => readDocument(bomb(9, 3))).toThrow('repeat too much');
  });

  test('an anchor that contains itself is refused', () => {
    expect(() => readDocument('a: &a [*a, *a]')).toThrow('holds itself');
    expect(outcome('a: &a\n  b: *a\n')).toBeInstanceOf(Failure);
  });

  test.each([
    '[',
    '- ',
    '? ',
    '!a ',
    '"',
    "'",
    '*a ',
    '---\n',
    ',',
    ':',
    '%a\n',
    '\t',
    '\0',
    '#\n',
    '|\n',
    '{}',
  ])('64 KiB of %p get an answer', (unit) => {
    const text = unit.repeat(Math.floor(documentLimits.bytes / unit.length));
    expect(outcome(text)).toBeInstanceOf(Failure);
  });

  test('as many keys as fit are looked at once each', () => {
    const keys = Array.from({ length: 9_000 }, (_, index) => `${index.toString(36)}: x`).join('\n');
    expect(Object.keys(readDocument(keys) as object)).toHaveLength(9_000);
    expect(() => readDocument(`${keys}\n0: x`)).toThrow('same key twice in one map, again on line 9001');
  });
});

function written(tree: unknown, how: string): string {
  const json = JSON.stringify(tree) ?? '';
  if (how === 'json') return json;
  // Through JSON first: YAML would join equal objects by aliases, which has its own test.
  const plain: unknown = json === '' ? null : JSON.parse(json);
  return stringify(plain, how === 'flow' ? { collectionStyle: 'flow' } : {});
}
