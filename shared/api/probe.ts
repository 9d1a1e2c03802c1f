import * as z from 'zod';
import { siteName } from '../validation/names.ts';

/** Characters (in PEM, also bytes). A kubeconfig may hold no more either. */
const longestAuthority = 64 * 1024;
const longestUrl = 2_048;

/** How far a probe got. The list is complete: nothing else is ever said of an address. */
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

/** The result of TLS with a server that was reached. This list is complete too. */
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

/** The body of POST /probe. It has no field for a credential, and its URLs may hold none. */
export const probeBody = z.strictObject({
  server: z
    .string()
    .min(1)
    .max(longestUrl)
    .describe('https:// URL of the API server, as in a kubeconfig. Its path is not used.'),
  certificateAuthority: z
    .string()
    .min(1)
    .max(longestAuthority)
    .optional()
    .describe('CAs in PEM that must have signed its certificate; default: the public ones.'),
  tlsServerName: z
    .string()
    .min(1)
    .max(254)
    .optional()
    .describe('Name that its certificate must have; default: the host of "server".'),
  proxyUrl: z
    .string()
    .min(1)
    .max(longestUrl)
    .optional()
    .describe('http:// or https:// URL of a proxy on the way, without a user or password.'),
  site: siteName.optional().describe('The deployed site from which to try; default: the default network.'),
});

/** The result, as the push function returns it. */
export const probeFinding = z.object({
  reach: z.enum(reaches),
  tls: z
    .enum(tlsResults)
    .optional()
    .describe('If the server was reached: the result of TLS, up to its certificate.'),
  names: z
    .array(z.string())
    .optional()
    .describe('DNS names and addresses in the server’s certificate, verified or not; at most 50.'),
});

/** The answer of POST /probe. */
export const probeResult = probeFinding.extend({
  reach: z
    .enum([...reaches, 'unchecked'])
    .describe(
      '"reached": something accepted the connection. "not-resolved": the name has no address there. "refused-address": an address of the name, or of the proxy’s, is one that PullPass does not connect to. "unreachable": the connection was refused, or has no route. "timeout": no connection in time. "proxy-unreachable": the proxy does not answer as one. "proxy-refused": it does not connect to the server. "proxy-sign-in": it requires a sign-in. "unchecked": it could not be tried from there.',
    ),
  message: z.string().describe('The same in a sentence.'),
  remedy: z.string().optional().describe('What to do about it. Absent if the certificate verifies.'),
});

export type ProbeBody = z.infer<typeof probeBody>;
export type ProbeFinding = z.infer<typeof probeFinding>;
export type ProbeResult = z.infer<typeof probeResult>;
export type Reach = (typeof reaches)[number];
export type TlsResult = (typeof tlsResults)[number];
