import fc from 'fast-check';

/** Parts of a repository's name, and a tag, as the distribution spec allows them. */
const part = fc.stringMatching(/^[a-z0-9]{1,8}((\.|_|__|-{1,2})[a-z0-9]{1,6})?$/);
const repository = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const tld = fc.constantFrom('example', 'test', 'invalid', 'co', 'internal');

/** Something that a client may request, and where it is. */
export interface Asked {
  /** The host that has a credential, with a path if the credential is only for a part of it. */
  of: string;
  /** host/path */
  address: string;
}

const sampled = <T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns: number): T[] =>
  fc.sample(arbitrary, { seed, numRuns });

/** Images at these hosts and paths. */
export function whatIsThere(
  bases: readonly string[],
  { seed, each }: { seed: number; each: number },
): Asked[] {
  return bases.flatMap((of, index) =>
    sampled(repository, seed + index, each).map((path) => ({ of, address: `${of}/${path}` })),
  );
}

/** Images elsewhere that look alike: at none of the bases. */
export function lookAlikes(
  bases: readonly string[],
  { seed, each }: { seed: number; each: number },
): Asked[] {
  return bases.flatMap((of, index) =>
    sampled(fc.tuple(hostLike(of), repository), seed + index, each)
      .map(([host, path]) => ({ of, address: `${host}/${path}` }))
      .filter(({ address }) => !bases.some((base) => `${address}/`.startsWith(`${base}/`))),
  );
}

/** Hosts, some with a path, that are not `base` but begin or end like it, or contain it. */
function hostLike(base: string): fc.Arbitrary<string> {
  const [host = '', ...path] = base.split('/');
  const [name = '', port] = host.split(':');
  const rest = path.length > 0 ? `/${path.join('/')}` : '';
  const at = (other: fc.Arbitrary<string>) => other.map((each) => `${each}${rest}`);
  const withPort = port === undefined ? '' : `:${port}`;
  return fc.oneof(
    // After it: host.evil.example, hostx, host-x, another port, one more digit in the port.
    at(fc.tuple(label, tld).map(([evil, end]) => `${name}.${evil}.${end}${withPort}`)),
    at(label.map((evil) => `${name}${evil}${withPort}`)),
    at(label.map((evil) => `${name}-${evil}${withPort}`)),
    at(fc.nat({ max: 9 }).map((digit) => (port === undefined ? `${name}:500${digit}` : `${host}${digit}`))),
    ...(port === undefined ? [] : [at(fc.constant(name))]),
    // As a user name: host@evil.example, evil@host.
    at(fc.tuple(label, tld).map(([evil, end]) => `${host}@${evil}.${end}`)),
    at(label.map((evil) => `${evil}@${host}`)),
    // Before it: evil.host, evilhost, evil-host.
    at(label.map((evil) => `${evil}.${host}`)),
    at(label.map((evil) => `${evil}${host}`)),
    // Within: as a path of another host.
    fc.tuple(label, tld).map(([evil, end]) => `${evil}.${end}/${host.replace(':', '-')}${rest}`),
    // Another account and region.
    at(
      fc
        .integer({ min: 100_000_000_000, max: 999_999_999_999 })
        .map((id) => host.replace(/^\d{12}/, `${id}`)),
    ),
    at(
      fc
        .constantFrom('eu-west-2', 'eu-west-11', 'us-east-1')
        .map((region) => host.replace('eu-west-1', region)),
    ),
    // For a part: team-b, teamster, tea.
    ...(rest === ''
      ? []
      : [
          part.map((more) => `${base}-${more}`),
          part.map((more) => `${base}${more}`),
          fc.constant(base.slice(0, -1)),
        ]),
  );
}
