import type { Reach, TlsResult } from '../../api/probe.ts';
import { Failure } from '../../failure.ts';
import { ProxyRefusal } from '../../kubernetes/proxyFailures.ts';
import { tlsCode } from '../../kubernetes/tlsCode.ts';

/** Why a connection could not be made. */
export function reachOf(error: unknown): Reach {
  if (error instanceof Failure) return error.kind === 'kubeconfig' ? 'refused-address' : 'not-resolved';
  return codesOf(error).every((code) => code === 'ETIMEDOUT') ? 'timeout' : 'unreachable';
}

/** If a name has several addresses, Node gives an error for each. */
function codesOf(error: unknown): (string | undefined)[] {
  const each: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return each.map((one) => (one as NodeJS.ErrnoException | undefined)?.code);
}

/** Why a proxy opened no tunnel. */
export function reachOfProxy(failure: Failure): Reach {
  if (failure instanceof ProxyRefusal) return failure.answered === 407 ? 'proxy-sign-in' : 'proxy-refused';
  return failure.kind === 'kubeconfig' ? 'refused-address' : 'proxy-unreachable';
}

/** One word for each code of Node or OpenSSL; shared/kubernetes/tlsMeanings explains them. The first match decides. */
const results: readonly (readonly [codes: RegExp, result: TlsResult])[] = [
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'wrong-name'],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|CERT_REJECTED|CERT_SIGNATURE_FAILURE)/,
    'unknown-ca',
  ],
  [/^CERT_HAS_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [
    /^ERR_SSL_.*ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN|REQUIRED)|ACCESS_DENIED|DECRYPT_ERROR)$/,
    'wants-client-certificate',
  ],
  [
    /^ERR_SSL_(UNSUPPORTED_PROTOCOL|.*ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW|.*(HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_SUITABLE|INSUFFICIENT_SECURITY|WRONG_CIPHER|WRONG_SIGNATURE_TYPE))/,
    'no-common-tls',
  ],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'closed'],
  [/^(ERR_SSL_|EPROTO$)/, 'not-tls'],
];

/** Why TLS failed, or its certificate was not trusted. */
export function tlsResultOf(error: unknown): TlsResult {
  const code = tlsCode(error);
  const [, result = 'bad-certificate'] = results.find(([codes]) => codes.test(code)) ?? [];
  return result;
}
