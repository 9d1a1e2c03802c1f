import * as z from 'zod';
import { siteName } from '../clusters/names.ts';

/** Characters, which are bytes in PEM: a kubeconfig holds no more either. */
const longestAuthority = 64 * 1024;
const longestUrl = 2_048;

/** How far a probe came. The whole list: of an address no more is said than one of these words. */
export const reaches = [
  'reached',
  'not-resolved',
  'refused-address',
  'unreachable',
  'timeout',
  'proxy-unreachable',
  'proxy-refused',
  'proxy-sign-in',
] as const;

/** What became of TLS with a server that was reached. The whole list, too. */
export const tlsResults = [
  'verified',
  'unknown-ca',
  'wrong-name',
  'expired',
  'not-yet-valid',
  'bad-certificate',
  'wants-client-certificate',
  'no-common-tls',
  'not-tls',
  'closed',
  'timeout',
] as const;

/** The body of POST /probe. It has no field for a credential, and none may stand in its URLs. */
export const probeBody = z.strictObject({
  server: z
    .string()
    .min(1)
    .max(longestUrl)
    .describe('https:// URL of the API server, as the kubeconfig would have it. Its path is not asked for.'),
  certificateAuthority: z
    .string()
    .min(1)
    .max(longestAuthority)
    .optional()
    .describe('CAs in PEM that its certificate is held to; default: the public ones.'),
  tlsServerName: z
    .string()
    .min(1)
    .max(254)
    .optional()
    .describe('Name that its certificate is held to; default: the host of "server".'),
  proxyUrl: z
    .string()
    .min(1)
    .max(longestUrl)
    .optional()
    .describe('http:// or https:// URL of a proxy on the way, without a user or password.'),
  site: siteName.optional().describe('The deployed site to try it from; default: the network of no site.'),
});

/** What was found, as the push function answers it. */
export const probeFinding = z.object({
  reach: z.enum(reaches),
  tls: z
    .enum(tlsResults)
    .optional()
    .describe('Of a server that was reached: what became of TLS, up to its certificate.'),
  names: z
    .array(z.string())
    .optional()
    .describe(
      'DNS names and addresses that the certificate which was shown is for, verified or not; 50 at most.',
    ),
});

/** The answer of POST /probe. */
export const probeResult = probeFinding.extend({
  reach: z
    .enum([...reaches, 'unchecked'])
    .describe(
      '"reached": something took the connection. "not-resolved": the name has no address there. "refused-address": an address of the name, or of the proxy’s, is one that PullPass does not connect to. "unreachable": the connection was refused, or has no route. "timeout": no connection in time. "proxy-unreachable": the proxy does not answer as one. "proxy-refused": it does not connect to the server. "proxy-sign-in": it wants a sign-in. "unchecked": it could not be tried from there.',
    ),
  message: z.string().describe('The same in a sentence.'),
  remedy: z.string().optional().describe('What to do about it; absent where the certificate verifies.'),
});

export type ProbeBody = z.infer<typeof probeBody>;
export type ProbeFinding = z.infer<typeof probeFinding>;
export type ProbeResult = z.infer<typeof probeResult>;
export type Reach = (typeof reaches)[number];
export type TlsResult = (typeof tlsResults)[number];
