import { BlockList, isIP } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { decideAddress } from '../../../shared/network/decideAddress.ts';
import { decideHostname } from '../../../shared/network/hostname.ts';
import { codePoint } from '../../support/codePoint.ts';
import { runs } from '../../support/fuzz.ts';
import { kubeconfigText, parse, refusal } from '../kubeconfig/support/kubeconfigs.ts';
import {
  anyAllowedV4,
  anyForbiddenV4,
  dressed,
  v4Spelling,
  v6Embedding,
} from '../kubeconfig/support/spellings.ts';

describe('whatever its spelling', () => {
  test('a forbidden IPv4 address is refused', () => {
    fc.assert(
      fc.property(anyForbiddenV4.chain(v4Spelling).chain(dressed), (spelling) => {
        expect(decideAddress(spelling, [])).toMatchObject({
          allowed: false,
          because: expect.not.stringMatching('not an IP'),
        });
      }),
      runs(500),
    );
  });

  test('a forbidden IPv4 address inside an IPv6 address is refused', () => {
    fc.assert(
      fc.property(anyForbiddenV4.chain(v6Embedding).chain(dressed), (spelling) => {
        expect(decideAddress(spelling, [])).toMatchObject({
          allowed: false,
          because: expect.not.stringMatching('not an IP'),
        });
      }),
      runs(500),
    );
  });

  test('any other IPv4 address is allowed', () => {
    fc.assert(
      fc.property(anyAllowedV4.chain(v4Spelling).chain(dressed), (spelling) => {
        expect(decideAddress(spelling, [])).toEqual({ allowed: true });
      }),
      runs(500),
    );
  });

  test('a forbidden address is refused as server and as proxy of a kubeconfig', () => {
    const urlHost = anyForbiddenV4.chain((address) =>
      fc.oneof(
        v4Spelling(address),
        v6Embedding(address).map((literal) => `[${literal}]`),
      ),
    );
    fc.assert(
      fc.property(urlHost, fc.constantFrom('', ':6443', ':443'), (host, port) => {
        refusal(kubeconfigText({ cluster: { server: `https://${host}${port}` } }));
        refusal(kubeconfigText({ cluster: { 'proxy-url': `http://${host}${port}` } }));
      }),
      runs(150),
    );
  });

  test('a forbidden address is allowed if its range is, and no other is', () => {
    const loopback = parseCidrs('127.0.0.0/8');
    fc.assert(
      fc.property(anyForbiddenV4, (address) => {
        const text = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
        expect(decideAddress(text, loopback).allowed).toBe(text.startsWith('127.'));
        expect(decideAddress(`::ffff:${text}`, loopback).allowed).toBe(text.startsWith('127.'));
      }),
      runs(500),
    );
  });
});

describe('against Node’s BlockList as a second opinion', () => {
  const list = new BlockList();
  list.addSubnet('0.0.0.0', 8);
  list.addSubnet('127.0.0.0', 8);
  list.addSubnet('169.254.0.0', 16);
  list.addSubnet('224.0.0.0', 4);
  list.addAddress('255.255.255.255');
  list.addSubnet('::', 127, 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addSubnet('ff00::', 8, 'ipv6');
  list.addSubnet('fd00:ec2::', 32, 'ipv6');
  const forbids = (literal: string) => list.check(literal, isIP(literal) === 4 ? 'ipv4' : 'ipv6');

  test('no IPv6 address that it forbids is allowed', () => {
    const group = fc.oneof(
      fc.constantFrom(0, 1, 0xffff, 0xfe80, 0xff02, 0xfd00, 0xec2, 0x7f00),
      fc.nat(0xffff),
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const literal = groups.map((value) => value.toString(16)).join(':');
        if (forbids(literal)) expect(decideAddress(literal, []).allowed).toBe(false);
      }),
      runs(500),
    );
  });

  test('no text makes a URL whose host is forbidden and passes', () => {
    const soup = fc.array(
      fc.constantFrom(
        '0x',
        '7f',
        '127',
        '0',
        '1',
        '.',
        '。',
        '%2e',
        '169',
        '254',
        'a9',
        'fe',
        'localhost',
        '[',
        ']',
        ':',
        '::',
        'ffff',
        '%',
        '017',
        '７',
        '-',
        'x',
      ),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          soup.map((parts) => parts.join('')),
          fc.webAuthority(),
          fc.string(),
        ),
        (host) => {
          const hostname = URL.parse(`https://${host}`)?.hostname;
          if (hostname === undefined || !decideHostname(hostname, []).allowed) return;
          const literal = hostname.replace(/^\[(.*)\]$/, '$1');
          expect(isIP(literal) !== 0 && forbids(literal)).toBe(false);
          expect(hostname).not.toMatch(/(^|\.)localhost\.?$/);
          // A kubeconfig may contain what passes here.
          if (/^[a-z0-9.-]+$/.test(hostname))
            expect(parse(kubeconfigText({ cluster: { server: `https://${hostname}` } })).server).toBe(
              `https://${hostname}`,
            );
        },
      ),
      runs(500),
    );
  });

  test('any text at all gets a decision, and never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: codePoint }), fc.ipV6(), fc.ipV4Extended(), fc.string()),
        (text) => {
          expect(typeof decideAddress(text, []).allowed).toBe('boolean');
          expect(typeof decideHostname(text, []).allowed).toBe('boolean');
        },
      ),
      runs(500),
    );
  });
});
