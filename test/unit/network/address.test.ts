import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/failure.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { decideAddress } from '../../../shared/network/decideAddress.ts';
import { checkHostname, decideHostname } from '../../../shared/network/hostname.ts';

describe('an address is refused', () => {
  test.each([
    ['127.0.0.1', 'a loopback address'],
    ['127.255.255.254', 'a loopback address'],
    ['127.1', 'a loopback address'],
    ['0x7f.1', 'a loopback address'],
    ['0X7F000001', 'a loopback address'],
    ['2130706433', 'a loopback address'],
    ['0177.0.0.01', 'a loopback address'],
    ['127.0.0.1.', 'a loopback address'],
    ['１２７。０。０。１', 'a loopback address'],
    ['[127.0.0.1]', 'a loopback address'],
    ['::1', 'a loopback address'],
    ['[::1]', 'a loopback address'],
    ['::1%lo', 'a loopback address'],
    ['0:0:0:0:0:0:0:1', 'a loopback address'],
    ['::ffff:127.0.0.1', 'a loopback address (as IPv4-mapped 127.0.0.1)'],
    ['::FFFF:7F00:1', 'a loopback address (as IPv4-mapped 127.0.0.1)'],
    ['::127.0.0.1', 'a loopback address (as IPv4-compatible 127.0.0.1)'],
    ['::ffff:0:127.0.0.1', 'a loopback address (as IPv4-translated 127.0.0.1)'],
    ['64:ff9b::127.0.0.1', 'a loopback address (as NAT64 127.0.0.1)'],
    ['2002:7f00:1::', 'a loopback address (as 6to4 127.0.0.1)'],
    ['2001:db8::5efe:127.0.0.1', 'a loopback address (as ISATAP 127.0.0.1)'],
    ['2001:db8::200:5efe:127.0.0.1', 'a loopback address (as ISATAP 127.0.0.1)'],
    ['64:ff9b:1::8.8.8.8', 'an address for local translation to IPv4 (RFC 8215)'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'a Teredo address (RFC 4380)'],
    ['0.0.0.0', 'an unspecified address'],
    ['0', 'an unspecified address'],
    ['0.1.2.3', 'an unspecified address'],
    ['::', 'an unspecified address'],
    ['169.254.0.1', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['fe80::1%eth0', 'a link-local address'],
    ['[fe80::1%25eth0]', 'a link-local address'],
    ['febf::1', 'a link-local address'],
    ['224.0.0.1', 'a multicast address'],
    ['239.255.255.255', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['255.255.255.255', 'the broadcast address'],
    ['169.254.169.254', 'the metadata service of a cloud'],
    ['0xa9fea9fe', 'the metadata service of a cloud'],
    ['169.254.170.2', 'the metadata service of a cloud'],
    ['169.254.170.23', 'the metadata service of a cloud'],
    ['168.63.129.16', 'the metadata service of a cloud'],
    ['100.100.100.200', 'the metadata service of a cloud'],
    ['192.0.0.192', 'the metadata service of a cloud'],
    ['fd00:ec2::254', 'the metadata service of a cloud'],
    ['fd00:0ec2:0:0:0:0:0:23', 'the metadata service of a cloud'],
    ['fd20:ce::254', 'the metadata service of a cloud'],
    ['::ffff:a9fe:a9fe', 'the metadata service of a cloud (as IPv4-mapped 169.254.169.254)'],
    ['', 'not an IP address'],
    ['api.example.com', 'not an IP address'],
    ['1.2.3.4/8', 'not an IP address'],
    ['1.2.3.4:80', 'not an IP address'],
    ['user@1.2.3.4', 'not an IP address'],
    ['1.2.3.4 ', 'not an IP address'],
    ['1.2.3.256', 'not an IP address'],
    ['::ffff:1.2.3.256', 'not an IP address'],
    [':::1', 'not an IP address'],
  ])('%s', (address, because) => {
    expect(decideAddress(address, [])).toEqual({ allowed: false, because });
  });
});

describe('an address is allowed', () => {
  test.each([
    ['10.0.0.1'],
    ['172.16.0.1'],
    ['192.168.1.1'],
    ['100.64.0.1'],
    ['100.100.100.201'],
    ['fd12:3456::1'],
    ['fd00:ec3::254'],
    ['8.8.8.8'],
    ['2600:1f18::1'],
    ['::ffff:10.0.0.1'],
    ['64:ff9b::8.8.8.8'],
    ['2002:0808:0808::1'],
    ['126.255.255.255'],
    ['128.0.0.1'],
    ['1.0.0.0'],
    ['169.253.255.255'],
    ['223.255.255.255'],
    ['240.0.0.1'],
    ['255.255.255.254'],
    ['fec0::1'],
  ])('%s', (address) => {
    expect(decideAddress(address, [])).toEqual({ allowed: true });
  });

  test.each([
    ['127.0.0.1', '127.0.0.0/8'],
    ['127.1', '127.0.0.1/32'],
    ['::1', '10.0.0.0/8, ::1/128'],
    ['::ffff:127.0.0.1', '127.0.0.0/8'],
    ['::ffff:127.0.0.1', '::ffff:0:0/96'],
    ['64:ff9b:1::1', '64:ff9b:1::/48'],
    ['169.254.0.1', '169.254.0.0/24'],
  ])('%s, where %s is allowed', (address, ranges) => {
    expect(decideAddress(address, parseCidrs(ranges))).toEqual({ allowed: true });
  });

  test.each([
    ['127.0.0.1', '127.0.0.2/32'],
    ['127.0.0.1', '::/1'],
    ['::1', '127.0.0.0/8'],
    ['169.254.169.254', '169.254.0.0/24'],
  ])('but not %s, if only %s is allowed', (address, ranges) => {
    expect(decideAddress(address, parseCidrs(ranges)).allowed).toBe(false);
  });
});

describe('the host of a URL', () => {
  test.each([
    ['localhost'],
    ['LOCALHOST'],
    ['localhost.'],
    ['a.b.localhost'],
    ['localhost.localdomain'],
    ['localhost6.localdomain6'],
    ['ip6-loopback'],
    ['metadata'],
    ['metadata.google.internal'],
    ['metadata.google.internal.'],
    ['metadata.goog'],
    ['instance-data.ec2.internal'],
    ['[::1]'],
    ['127.1'],
    [''],
    ['.'],
    ['a..b'],
    ['-a.example.com'],
    ['a$b'],
    [`${'a'.repeat(64)}.example.com`],
    ['a.'.repeat(130)],
  ])('%p is refused', (hostname) => {
    expect(decideHostname(hostname, []).allowed).toBe(false);
  });

  test.each([
    ['api.prod.example.com'],
    ['api.prod.example.com.'],
    ['api-int.cluster_1.example.com'],
    ['kubernetes'],
    ['notlocalhost'],
    ['localhost.example.com'],
    ['metadata.example.com'],
    ['xn--bcher-kva.example'],
    ['10.0.0.1'],
    ['[fd12::1]'],
  ])('%p is allowed', (hostname) => {
    expect(decideHostname(hostname, [])).toEqual({ allowed: true });
  });

  test('localhost is allowed if loopback of either family is', () => {
    expect(decideHostname('api.localhost', parseCidrs('127.0.0.0/8')).allowed).toBe(true);
    expect(decideHostname('localhost', parseCidrs('::1/128')).allowed).toBe(true);
    expect(decideHostname('metadata.google.internal', parseCidrs('127.0.0.0/8')).allowed).toBe(false);
    expect(decideHostname('metadata.google.internal', parseCidrs('169.254.169.254/32')).allowed).toBe(true);
  });

  // The connection goes to what a URL makes of its host.
  test.each([
    ['https://0x7f.1/'],
    ['https://2130706433/'],
    ['https://127.1/'],
    ['https://0177.0.0.1/'],
    ['https://127。0。0。1/'],
    ['https://127%2e0%2e0%2e1/'],
    ['https://①②⑦.0.0.1/'],
    ['https://[0:0:0:0:0:ffff:7f00:0001]/'],
    ['https://LOCALHOST/'],
    ['https://loc%61lhost/'],
    ['https://ⓛocalhost/'],
  ])('%s is refused', (url) => {
    expect(decideHostname(new URL(url).hostname, []).allowed).toBe(false);
  });

  test('a refusal to the connector is a Failure with a remedy', () => {
    const check = () => checkHostname('169.254.169.254', []);
    expect(check).toThrow(Failure);
    expect(check).toThrow('The address "169.254.169.254" is refused: it is the metadata service of a cloud.');
    expect(() => checkHostname('api.example.com', [])).not.toThrow();
  });
});

describe('ALLOWED_CIDRS', () => {
  test.each([[''], ['  ']])('%p allows nothing', (text) => {
    expect(parseCidrs(text)).toEqual([]);
  });

  test('ranges are separated by commas, and spaces around them do not matter', () => {
    expect(parseCidrs(' 127.0.0.0/8 ,fd00::/8,10.1.2.3/32').map(({ text }) => text)).toEqual([
      '127.0.0.0/8',
      'fd00::/8',
      '10.1.2.3/32',
    ]);
  });

  test.each([
    ['10.0.0.0', '"10.0.0.0" is not a range of addresses; expected one such as 10.1.0.0/16.'],
    ['10.0.0.0/8,', '"" is not a range of addresses'],
    ['ten/8', '"ten/8" is not a range'],
    ['127.1/8', '"127.1/8" is not a range'],
    ['10.0.0.0/8/8', 'is not a range'],
    ['10.0.0.0/08', 'is not a range'],
    ['10.0.0.0/-1', 'is not a range'],
    ['fe80::1%eth0/64', 'is not a range'],
    ['10.0.0.0/33', 'has a prefix of 33; expected 1 to 32.'],
    ['fd00::/129', 'has a prefix of 129; expected 1 to 128.'],
    // Everything: this would switch the rule off.
    ['0.0.0.0/0', 'has a prefix of 0; expected 1 to 32.'],
    ['10.1.2.3/8', '"10.1.2.3/8" starts inside its range; expected 10.0.0.0/8.'],
    ['fd00::1/8', 'starts inside its range; expected fd00::/8.'],
  ])('%p is refused, and the setting is named', (text, message) => {
    expect(() => parseCidrs(text)).toThrow(message);
    expect(() => parseCidrs(text)).toThrow(/^ALLOWED_CIDRS: /);
  });
});
