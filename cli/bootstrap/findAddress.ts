import type { Check } from '../../shared/api/schemas.ts';
import type { Client, Probe, ProbeResult } from '../api/client.ts';
import { Refused } from '../api/refused.ts';
import { CommandError } from '../program/errors.ts';
import { printable } from '../terminal/text.ts';
import { type Address, addressesOf, type Ways } from './addresses.ts';

/** An address, and what the workers found there. */
interface Tried {
  address: Address;
  found: ProbeResult;
}

/** The address for PullPass, and what to show of it. */
export interface Chosen {
  address: Address;
  checks: Check[];
}

/**
 * Has the workers try each address until one verifies. If none does, rejects with a CommandError that says what each
 * showed; nothing was made in the cluster then.
 */
export async function findAddress(
  client: Pick<Client, 'probe'>,
  ways: Ways,
  site: string | undefined,
): Promise<Chosen> {
  const tried: Tried[] = [];
  for (const address of addressesOf(ways)) {
    // If the server cannot be reached, another CA does not help.
    const before = tried.find((each) => each.address.server === address.server);
    if (before !== undefined && !isOfAuthority(before.found)) continue;
    const found = await probed(client, { ...address, ...(site !== undefined && { site }) });
    if (isGood(found)) return { address, checks: checksOf(address, found, tried) };
    tried.push({ address, found });
  }
  throw noneOf(tried, ways, site);
}

async function probed(client: Pick<Client, 'probe'>, probe: Probe) {
  try {
    return await client.probe(withoutSignIn(probe));
  } catch (error) {
    if (!(error instanceof Refused) || ![404, 405].includes(error.status)) throw error;
    throw new CommandError('The installation cannot check addresses: it is older than this program.', {
      remedy: 'Deploy this version: pullpass deploy',
      cause: error,
    });
  }
}

/** A probe carries no credential, not even a proxy's: the preflight signs in there. */
function withoutSignIn(probe: Probe): Probe {
  const { proxyUrl = '' } = probe;
  if (!URL.canParse(proxyUrl)) return probe;
  const url = new URL(proxyUrl);
  if (url.username === '' && url.password === '') return probe;
  return { ...probe, proxyUrl: `${url.protocol}//${url.host}` };
}

/** What could not be tried is neither good nor bad: the preflight tries it again. */
const isUnchecked = ({ reach }: ProbeResult) => reach === 'unchecked' || reach === 'proxy-sign-in';

const isGood = (found: ProbeResult) => isUnchecked(found) || isVerified(found);

const isVerified = ({ reach, tls }: ProbeResult) =>
  reach === 'reached' && (tls === 'verified' || tls === undefined);

const isOfAuthority = ({ reach, tls }: ProbeResult) => reach === 'reached' && tls === 'unknown-ca';

function checksOf(address: Address, found: ProbeResult, tried: readonly Tried[]): Check[] {
  const { server, certificateAuthority } = address;
  if (isUnchecked(found)) return [{ check: 'reach', result: 'unchecked', message: found.message }];
  const elsewhere = tried.find((each) => each.address.server !== server);
  return [
    {
      check: 'reach',
      result: 'passed',
      message:
        elsewhere === undefined
          ? `PullPass reaches ${server}.`
          : `PullPass reaches ${server}, as OpenShift names it, and not ${elsewhere.address.server}.`,
    },
    {
      check: 'tls',
      result: 'passed',
      message:
        certificateAuthority === undefined
          ? 'Its certificate comes from a public CA, so no CA is stored.'
          : 'Its certificate verifies against the CA of the cluster, which is stored with the credential.',
    },
  ];
}

function noneOf(tried: readonly Tried[], { context }: Ways, site: string | undefined): CommandError {
  const last = [...new Map(tried.map((each) => [each.address.server, each])).values()];
  const from = site === undefined ? '' : ` of the site ${site}`;
  const reached = last.find(({ found }) => found.reach === 'reached');
  return new CommandError(
    [
      reached === undefined
        ? `The workers${from} do not reach the cluster, but this machine does.`
        : `The workers${from} reach the cluster, but TLS fails.`,
      ...last.map(({ address, found }) => `  ✗ ${address.server}: ${printable(found.message)}`),
    ].join('\n'),
    { remedy: remedyOf(reached ?? last[0], context) },
  );
}

function remedyOf(tried: Tried | undefined, context: Address): string {
  const { found } = tried ?? {};
  const flags =
    found?.reach !== 'reached'
      ? `Give the address that they can reach with --server${context.proxyUrl === undefined ? '' : ', their proxy by --proxy-url'}, or the site in its network by --site.`
      : found.tls === 'unknown-ca'
        ? 'Give the CAs of that address with --ca-file.'
        : found.tls === 'wrong-name' && found.names?.[0] !== undefined
          ? `The certificate is for ${printable(found.names.slice(0, 5).join(', '))}: give that address by --server, or the name by --tls-server-name.`
          : '';
  return [found?.remedy === undefined ? '' : printable(found.remedy), flags].filter(Boolean).join(' ');
}
