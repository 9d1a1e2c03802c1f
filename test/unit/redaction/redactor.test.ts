import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redactor } from '../../../shared/redaction/redactor.ts';
import { encodings, leaks } from '../../support/encodings.ts';

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  redactor.add(...secrets);
  return redactor;
}

const token = `eyJhbGciOiJSUzI1NiIsImtpZCI6Im4ifQ.${'Ab3_-x9Zq'.repeat(90)}.${'k+/Qz='.repeat(40)}end`;
const examples = {
  'an ordinary password': 'hunter2-correct',
  'a short password': 'b7!x',
  'a password with all that is quoted': `p"w\\d<&>'/+ %é\u2028:=`,
  'a token': token,
  'a password of digits': '20260301',
};

describe.each(Object.entries(examples))('%s', (_, secret) => {
  test.each(Object.entries(encodings(secret)))('is hidden %s', (_, form) => {
    const said = `admission webhook "w" denied the request: got "${form}", wanted none`;
    const shown = knowing(secret).hide(said);
    expect(shown).toMatch(
      /^admission webhook "w" denied the request: got "\S*\[credential\]\S*", wanted none$/,
    );
    expect(leaks(shown, secret)).toEqual([]);
  });
});

test('any secret is hidden in any encoding, and the text around it stays', () => {
  const secrets = fc
    .string({ unit: 'grapheme', minLength: 12, maxLength: 200 })
    .filter((s) => s.trim().length >= 12);
  fc.assert(
    fc.property(secrets, fc.nat(), (secret, choice) => {
      const forms = Object.entries(encodings(secret));
      const [name = '', form = ''] = forms[choice % forms.length] ?? [];
      const shown = knowing(secret).hide(`before: ${form} :after`);
      expect([name, leaks(shown, secret)]).toEqual([name, []]);
      expect(shown).toMatch(/^before:/);
      expect(shown).toMatch(/:after$/);
    }),
  );
});

test('a short secret is hidden as a whole word, and not inside others', () => {
  const { hide } = { hide: (text: string) => knowing('test').hide(text) };
  expect(hide('password test is in the latest testing image, said "test"')).toBe(
    'password [credential] is in the latest testing image, said "[credential]"',
  );
});

test('an echoed object is hidden value by value, and names, hosts and words stay', () => {
  const redactor = new Redactor();
  const config = {
    auths: { 'registry.example.com': { username: 'robot', password: 'S3cr!t', auth: auth('robot:S3cr!t') } },
  };
  const data = {
    '.dockerconfigjson': base64(JSON.stringify(config)),
    username: base64('robot$team'),
    url: base64('https://registry.example.com/team'),
    enableOCI: base64('true'),
    type: base64('helm'),
  };
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'ecr-credentials' },
    data,
  });
  redactor.sent(body);
  const shown = redactor.hide(`denied by policy: ${body}`);
  for (const secret of ['S3cr!t', auth('robot:S3cr!t'), 'robot$team', data['.dockerconfigjson']])
    expect(leaks(shown, secret)).toEqual([]);
  expect(shown).toContain('"name":"ecr-credentials"');
  const words = 'set enableOCI to "true" for registry.example.com of type helm, user robot';
  expect(redactor.hide(words)).toBe(words);
  expect(leaks(redactor.hide(JSON.stringify(config)), 'S3cr!t')).toEqual([]);
});

test('what was sent before is hidden, too: an error may quote an object of another namespace', () => {
  const redactor = new Redactor();
  for (const value of ['first-password-1!', 'second-password-2!'])
    redactor.sent(JSON.stringify({ kind: 'Secret', data: { p: base64(value) } }));
  redactor.sent(JSON.stringify({ kind: 'SelfSubjectReview' }));
  expect(redactor.hide('first-password-1! second-password-2! third')).toBe('[credential] [credential] third');
});

test('a value that is not well-formed Unicode, as in a secret that others wrote, is hidden like any other', () => {
  const password = 'half-\ud800-a-pair';
  const config = JSON.stringify({ auths: { 'quay.io': { password } } });
  const redactor = new Redactor();
  redactor.sent(JSON.stringify({ kind: 'Secret', data: { '.dockerconfigjson': base64(config) } }));
  expect(redactor.hide(`no: ${password}`)).toBe('no: [credential]');
});

test('the same body to a thousand namespaces is read once', () => {
  const redactor = new Redactor();
  const body = JSON.stringify({ kind: 'Secret', data: { p: base64('x'.repeat(100_000)) } });
  const parse = JSON.parse;
  let parses = 0;
  JSON.parse = (...given: Parameters<typeof parse>) => {
    parses += 1;
    return parse(...given);
  };
  try {
    for (let n = 0; n < 1_000; n++) redactor.sent(body);
  } finally {
    JSON.parse = parse;
  }
  expect(parses).toBeLessThan(5);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const auth = base64;
