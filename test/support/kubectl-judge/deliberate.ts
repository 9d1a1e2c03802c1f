import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { run } from '../programs/run.ts';
import { type Draft, written } from './draft.ts';
import { goodToken } from './endpoints.ts';
import type { JudgeWorld } from './world.ts';

/** What kubectl accepts and PullPass refuses on purpose. */
export interface Deliberate {
  /** Matches the message. */
  refusal: RegExp;
  /** Matches the remedy, which `follow` carries out. */
  remedy: RegExp;
  follow: (made: Made) => Promise<Remedied>;
}

interface Made {
  world: JudgeWorld;
  text: string;
  draft: Draft;
}

interface Remedied {
  text: string;
  allowedCidrs?: string;
}

/** Runs kubectl on the kubeconfig; returns its output or, if there is none, the changed file. */
async function kubectl({ world, text }: Pick<Made, 'world' | 'text'>, ...args: string[]): Promise<string> {
  const path = await world.file(`${randomUUID()}.kubeconfig`, text);
  const env = { HOME: world.folder, PATH: '/nonexistent' };
  const { code, stdout, stderr } = await run(world.kubectl, ['--kubeconfig', path, 'config', ...args], {
    env,
  });
  if (code !== 0) throw new Error(`kubectl config ${args.join(' ')} failed: ${stderr}`);
  return args[0] === 'view' ? stdout : readFile(path, 'utf8');
}

const printed = /`kubectl config view --raw --flatten --minify`/;
const print = async (made: Made) => ({ text: await kubectl(made, 'view', '--raw', '--flatten', '--minify') });

const serviceAccount = /service account for PullPass as docs\/permissions\.md shows/;
/** A service account's token replaces whatever the user had. */
const useServiceAccount = async ({ world, text }: Made) => {
  const without = await kubectl({ world, text }, 'delete-user', 'u');
  return { text: await kubectl({ world, text: without }, 'set-credentials', 'u', `--token=${goodToken}`) };
};

/** Writes the kubeconfig again, for a repaired server. */
const mended =
  (change: Partial<Draft>) =>
  async ({ world, draft }: Made) => ({
    text: await written({ ...draft, ...change }, world),
  });

const proxied: Partial<Draft> = {
  proxy: { manner: 'passes on', certificate: 'none' },
  proxyUrl: 'http://127.0.0.1:PORT',
};

export const deliberateRefusals = {
  exec: { refusal: /signs in with an exec plugin/, remedy: serviceAccount, follow: useServiceAccount },
  'basic auth': {
    refusal: /signs in with a user name and password/,
    remedy: serviceAccount,
    follow: useServiceAccount,
  },
  impersonation: { refusal: /impersonates another user/, remedy: serviceAccount, follow: useServiceAccount },
  'OAuth token': {
    refusal: /OpenShift OAuth token/,
    remedy: /create a service account/,
    follow: useServiceAccount,
  },
  'certificate files': { refusal: /names a file in "client-certificate"/, remedy: printed, follow: print },
  'CA file': { refusal: /names a file in "certificate-authority"/, remedy: printed, follow: print },
  'token file': {
    refusal: /names a file in "tokenFile"/,
    remedy:
      /set-credentials USER --token="\$\(cat FILE\)"` and `kubectl config unset users\.USER\.tokenFile`/,
    follow: async (made) => {
      const token = (await readFile(`${made.world.folder}/token`, 'utf8')).trimEnd();
      const text = await kubectl(made, 'set-credentials', 'u', `--token=${token}`);
      return { text: await kubectl({ ...made, text }, 'unset', 'users.u.tokenFile') };
    },
  },
  'two credentials': {
    refusal: /has both a token and a client certificate/,
    remedy: /Keep the one that has the permissions: remove "token"/,
    follow: async (made) => ({ text: await kubectl(made, 'unset', 'users.u.token') }),
  },
  insecure: {
    refusal: /has "insecure-skip-tls-verify"/,
    remedy:
      /set-cluster NAME --insecure-skip-tls-verify=false --certificate-authority=ca\.pem --embed-certs=true`/,
    follow: async (made) => {
      const { root } = await made.world.chain(made.draft.chain);
      const ca = `--certificate-authority=${await made.world.file('ca.pem', root.pem)}`;
      const args = ['c', '--insecure-skip-tls-verify=false', ca, '--embed-certs=true'];
      return { text: await kubectl(made, 'set-cluster', ...args) };
    },
  },
  'plain HTTP': {
    refusal: /starts with http:\/\/|does not start with https:\/\//,
    remedy: /Give the (https:\/\/ )?URL of the API server/,
    follow: mended({ server: 'https://127.0.0.1:PORT', transport: 'tls' }),
  },
  'forbidden address': {
    refusal: /whose host is refused: it is an unspecified address/,
    remedy: /deploy PullPass with its range in the parameter allowedCidrs/,
    follow: async ({ text }) => ({ text, allowedCidrs: '0.0.0.0/8' }),
  },
  'IPv6 without brackets': {
    refusal: /"server" that is not a URL/,
    remedy: /IPv6 address in brackets/,
    follow: mended({ server: 'https://[fd12::1]:PORT', ...proxied }),
  },
  'odd host': {
    refusal:
      /an IP address in an unusual spelling|neither an IP address nor the name of a host|loopback address/,
    remedy:
      /Write an IPv4 address as four decimal numbers|Register the address at which the API server can be reached/,
    follow: mended({ server: 'https://10.0.0.1:PORT', ...proxied }),
  },
  'user in the server': {
    refusal: /"server" with a user name or password in it/,
    remedy: /Remove them from the URL/,
    follow: mended({ server: 'https://127.0.0.1:PORT' }),
  },
  SOCKS: {
    refusal: /"proxy-url" of SOCKS/,
    remedy: /Give an HTTP proxy that supports CONNECT as http:\/\/host:port/,
    follow: mended(proxied),
  },
  'https proxy by another name': {
    refusal: /the certificate of the proxy .* is for proxy\.example\.com, and not for 127\.0\.0\.1/,
    remedy: /Give the proxy .* a certificate for its own name/,
    follow: mended({ proxy: { manner: 'passes on', certificate: 'by the cluster’s CA' } }),
  },
  'unknown field': { refusal: /has a field that kubeconfigs do not have/, remedy: printed, follow: print },
  'key twice': { refusal: /has the same key twice/, remedy: printed, follow: print },
  'YAML tag': { refusal: /uses a YAML tag/, remedy: printed, follow: print },
  'many aliases': { refusal: /YAML aliases/, remedy: printed, follow: print },
  'too large': {
    refusal: /at most 65536 are accepted/,
    remedy: /`kubectl config view --raw --flatten --minify --context NAME`/,
    follow: async (made) => ({
      text: await kubectl(made, 'view', '--raw', '--flatten', '--minify', '--context', 'a'),
    }),
  },
  purpose: {
    refusal: /is for another purpose than TLS servers/,
    remedy: /extended key usage serverAuth and the key usage digitalSignature/,
    follow: mended({ chain: 'good' }),
  },
  'authority key identifier': {
    refusal: /was signed by no CA in the kubeconfig’s certificate-authority-data/,
    remedy: /the certificate of the API server .* itself does as well/,
    follow: mended({ authority: ({ leaf }) => leaf }),
  },
  'pinned below a bad CA': {
    refusal: /an intermediate that it sends, has expired|that is no(?:t a)? CA|another purpose/,
    remedy: /Renew the certificate|Issue the certificate/,
    follow: mended({ chain: 'below an intermediate' }),
  },
} satisfies Record<string, Deliberate>;

export type DeliberateId = keyof typeof deliberateRefusals;
