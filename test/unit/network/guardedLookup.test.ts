import type { LookupAddress, LookupOptions } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type LookupFunction } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/failure.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { guardedLookup } from '../../../shared/network/guardedLookup.ts';
import type { ResolveAll } from '../../../shared/network/shareInFlight.ts';

const answering =
  (...addresses: string[]): ResolveAll =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

interface Answer {
  error: NodeJS.ErrnoException | null;
  address: string | LookupAddress[];
  family: number | undefined;
}

function ask(lookup: LookupFunction, options: LookupOptions = {}): Promise<Answer> {
  return new Promise((resolve) =>
    lookup('api.example.com', options, (error, address, family) => resolve({ error, address, family })),
  );
}

describe('a name that resolves', () => {
  test('to an allowed address gives that address', async () => {
    const answer = await ask(guardedLookup([], answering('10.0.0.7', 'fd12::7')));
    expect(answer).toEqual({ error: null, address: '10.0.0.7', family: 4 });
  });

  test('to several allowed addresses gives all of them if all are requested', async () => {
    const answer = await ask(guardedLookup([], answering('10.0.0.7', 'fd12::7')), { all: true });
    expect(answer.address).toEqual([
      { address: '10.0.0.7', family: 4 },
      { address: 'fd12::7', family: 6 },
    ]);
  });

  test.each([{ all: true }, { all: false }, {}])(
    'to one forbidden address among others is refused (%p)',
    async (options) => {
      const { error } = await ask(
        guardedLookup([], answering('10.0.0.7', '::ffff:169.254.169.254')),
        options,
      );
      expect(error).toBeInstanceOf(Failure);
      expect((error as unknown as Failure).kind).toBe('kubeconfig');
      expect(error?.message).toBe(
        'api.example.com resolves to ::ffff:169.254.169.254, which is refused: it is the metadata service of a cloud (as IPv4-mapped 169.254.169.254).',
      );
    },
  );

  test('to a forbidden address whose range is allowed gives it', async () => {
    const lookup = guardedLookup(parseCidrs('127.0.0.0/8'), answering('127.0.0.9'));
    expect(await ask(lookup)).toEqual({ error: null, address: '127.0.0.9', family: 4 });
  });

  test('is resolved once for all concurrent callers, and again for later ones', async () => {
    const pending: Parameters<ResolveAll>[2][] = [];
    const lookup = guardedLookup([], (_hostname, _options, callback) => void pending.push(callback));
    const asked = [ask(lookup), ask(lookup), ask(lookup)];
    expect(pending).toHaveLength(1);
    pending[0]?.(null, [{ address: '10.0.0.7', family: 4 }]);
    for (const answer of await Promise.all(asked)) expect(answer.address).toBe('10.0.0.7');
    void ask(lookup);
    expect(pending).toHaveLength(2);
  });

  test('is resolved once: the addresses that are checked are the ones returned', async () => {
    let calls = 0;
    const rebinding: ResolveAll = (_hostname, _options, callback) => {
      calls += 1;
      callback(null, [{ address: calls === 1 ? '10.0.0.7' : '127.0.0.1', family: 4 }]);
    };
    expect((await ask(guardedLookup([], rebinding))).address).toBe('10.0.0.7');
    expect(calls).toBe(1);
  });

  test('is resolved in the family that the socket wants, and for all addresses', async () => {
    const asked: unknown[] = [];
    const resolve: ResolveAll = (hostname, options, callback) => {
      asked.push(hostname, options);
      answering('10.0.0.7')(hostname, options, callback);
    };
    await ask(guardedLookup([], resolve), { family: 4, hints: 1024 });
    expect(asked).toEqual(['api.example.com', { all: true, family: 4, hints: 1024 }]);
  });
});

describe('a name that does not resolve', () => {
  test('is unreachable, with the resolver’s word for it', async () => {
    const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const { error } = await ask(guardedLookup([], (_hostname, _options, callback) => callback(notFound, [])));
    expect(error).toBeInstanceOf(Failure);
    expect((error as unknown as Failure).kind).toBe('unreachable');
    expect(error?.message).toBe('The name api.example.com does not resolve here (ENOTFOUND).');
    expect(error?.cause).toBe(notFound);
  });

  test('is unreachable too if it has no addresses', async () => {
    const { error } = await ask(guardedLookup([], answering()), { all: true });
    expect(error?.message).toContain('(no address)');
  });
});

describe('a socket with the guarded lookup', () => {
  async function listening(): Promise<{ port: number; connections: () => number; stop: () => void }> {
    let connections = 0;
    const server = createServer().on('connection', () => {
      connections += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      connections: () => connections,
      stop: () => server.close().closeAllConnections(),
    };
  }

  test.each([true, false])(
    'connects to nothing that is refused (autoSelectFamily %p)',
    async (autoSelectFamily) => {
      const server = await listening();
      try {
        const socket = connect({
          host: 'localhost',
          port: server.port,
          autoSelectFamily,
          lookup: guardedLookup([]),
        });
        const [error] = await once(socket, 'error').catch((thrown) => [thrown]);
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).kind).toBe('kubeconfig');
        expect(server.connections()).toBe(0);

        // The same connection, allowed: what refused it above was the rule.
        const lookup = guardedLookup(parseCidrs('127.0.0.0/8,::1/128'));
        const allowed = connect({
          host: 'localhost',
          port: server.port,
          autoSelectFamily,
          family: 4,
          lookup,
        });
        await once(allowed, 'connect');
        expect(allowed.remoteAddress).toBe('127.0.0.1');
        allowed.destroy();
      } finally {
        server.stop();
      }
    },
  );
});
