import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../shared/failure.ts';
import { parseKubeconfig } from '../../../shared/kubeconfig/parse.ts';
import { connect } from '../../../shared/kubernetes/connect.ts';
import type { Cidr } from '../../../shared/network/cidr.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { run } from '../programs/run.ts';

/** How far a client got with a kubeconfig, and what it said. */
export interface Outcome {
  /** `works`, or which part failed. */
  at: 'works' | 'document' | 'proxy' | 'network' | 'tls' | 'sign-in' | 'answer' | 'unknown';
  said: string;
}

export async function askKubectl(
  binary: string,
  folder: string,
  text: string | Buffer,
  publicRoots: string,
): Promise<Outcome> {
  const config = join(folder, `${randomUUID()}.kubeconfig`);
  await writeFile(config, text, { mode: 0o600 });
  const args = [
    '--kubeconfig',
    config,
    'auth',
    'whoami',
    '-o',
    'jsonpath={.status.userInfo.username}',
    '--request-timeout=20s',
  ];
  const env = {
    HOME: folder,
    SSL_CERT_FILE: publicRoots,
    SSL_CERT_DIR: '/nonexistent',
    PATH: '/nonexistent',
    // It runs for milliseconds, of which garbage collection took a fifth.
    GOGC: 'off',
  };
  // Without a credential, it asks for a user name: its input is empty.
  const { code, stdout, stderr } = await run(binary, args, { env, cwd: folder });
  await rm(config);
  return code === 0 ? { at: 'works', said: stdout } : readKubectl(stderr || `It exited with ${code}.`);
}

const document = [
  ...[
    'error loading config',
    'invalid configuration',
    'Error in configuration',
    'unable to load root certificates',
  ],
  ...['failed to find any PEM', 'illegal base64', "couldn't get version", 'unable to read', 'no such file'],
  ...[
    'tls: private key',
    'tls: failed to parse',
    'tls: found a',
    'does not exist',
    'invalid URL',
    'unsupported scheme',
  ],
  ...[
    'host must be',
    'yaml: ',
    'json: ',
    'asn1: ',
    'invalid character',
    'unsupported protocol scheme',
    'invalid port',
  ],
  ...[
    'invalid control character',
    'insecure flag',
    'must be specified',
    'more than one authentication method',
  ],
  ...[
    "invalid 'proxy-url'",
    'invalid header field',
    'requesting uid',
    'no Auth Provider',
    'both specified',
    '^error: EOF',
  ],
  ...['certificate RSA key size too small', 'localhost:8080', 'Please enter'],
].join('|');
const proxyStatus = 'Forbidden|Not Found|Proxy Authentication Required|Created|Bad Gateway';

/** The first match decides. */
const kubectlSays: readonly (readonly [RegExp, Outcome['at']])[] = [
  [/proxyconnect|socks connect/, 'proxy'],
  [
    /remote error: tls: (unknown certificate authority|bad certificate|certificate required|unsupported certificate|expired certificate)/,
    'sign-in',
  ],
  [new RegExp(`^Unable to connect to the server: (${proxyStatus}|malformed HTTP|unexpected EOF$)`), 'proxy'],
  [new RegExp(document, 'm'), 'document'],
  [/x509: |tls: |server gave HTTP response to HTTPS client|crypto\/rsa/, 'tls'],
  [
    /connection to the server .* was refused|connection refused|no such host|EOF|reset by peer|timeout|network is unreachable|no route to host|Client\.Timeout|missing port|deadline exceeded/,
    'network',
  ],
  [/^Error from server \(/, 'answer'],
  [/must be logged in|Unauthorized|asked for the client to provide credentials/, 'sign-in'],
];

function readKubectl(stderr: string): Outcome {
  const said = stderr.trim();
  return { at: kubectlSays.find(([pattern]) => pattern.test(said))?.[1] ?? 'unknown', said };
}

export async function askPullPass(text: string, allowedCidrs: readonly Cidr[]): Promise<Outcome> {
  try {
    const kubeconfig = parseKubeconfig(text, { now: new Date(), allowedCidrs });
    const connection = connect(kubeconfig, {
      advice,
      deadline: Date.now() + 20_000,
      allowedCidrs,
      sleep: async () => undefined,
    });
    try {
      return { at: 'works', said: (await connection.api.reviewSelf()).username };
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const said = `${error.kind}: ${error.message} → ${error.remedy}`;
    const at = (
      {
        kubeconfig: 'document',
        tls: 'tls',
        unreachable: 'network',
        timeout: 'network',
        unauthorized: 'sign-in',
      } as const
    )[error.kind as 'tls'];
    return {
      at: /^The proxy |^CONNECT at the proxy |: the proxy /.test(error.message) ? 'proxy' : (at ?? 'answer'),
      said,
    };
  }
}
