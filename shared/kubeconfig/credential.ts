import { certificateExpiry, tokenExpiry } from './expiry.ts';
import type { UserFields } from './fields.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { decodeBase64, readCertificates, readPrivateKey, toPem } from './pem.ts';
import { refusePlaceholders } from './refusals.ts';
import { opens, refuse, serviceAccountRemedy } from './refuse.ts';

/** The one credential with which the user signs in. Throws a Failure 'kubeconfig'. */
export function readCredential(user: UserFields, label: string, now: Date): Kubeconfig['credential'] {
  const { token, 'client-certificate-data': certificate, 'client-key-data': key } = user;
  if (token !== undefined && (certificate !== undefined || key !== undefined))
    refuse(
      `${label} has both a token and a client certificate, which may sign in as two different identities.`,
      'Keep the one that has the permissions: remove "token", or "client-certificate-data" and "client-key-data".',
    );
  if (token !== undefined) return { token: readToken(token, label, now) };
  if (certificate === undefined && key === undefined)
    return refuse(
      `${label} has no credential: neither a token nor a client certificate.`,
      serviceAccountRemedy,
    );
  if (certificate === undefined || key === undefined)
    return refuse(
      `${label} has only half of a client certificate: "client-${certificate === undefined ? 'certificate' : 'key'}-data" is missing.`,
      'Print the whole of it with `kubectl config view --raw --flatten --minify`.',
    );
  return readClientCertificate(certificate, key, label, now);
}

/** A token that an API server may accept. Throws a Failure 'kubeconfig' that does not quote it. */
export function readToken(written: string, label: string, now: Date): string {
  // A header's value has no trailing spaces (RFC 9110, 5.5): kubectl sends the bare token.
  const token = written.replace(/[ \t]+$/, '');
  refusePlaceholders({ token }, label);
  // The token becomes a header. RFC 6750 allows even less than this.
  if (!/^[\x21-\x7e]+$/.test(token))
    refuse(
      `${label} has a token with spaces, line breaks or other characters that tokens cannot have.`,
      'Write the token on one line, in quotes, without anything around it.',
    );
  if (/^sha256~/.test(token))
    refuse(
      `${label} signs in with an OpenShift OAuth token (sha256~…), as \`oc login\` makes; it ends after 24 hours.`,
      'Use it once, to create a service account for PullPass as docs/permissions.md shows, and register the kubeconfig of that.',
    );
  if (isEncoded(token))
    refuse(
      `${label} has a token in base64, as a Secret holds it.`,
      "Decode it first, such as by `kubectl get secret NAME -n NAMESPACE -o jsonpath='{.data.token}' | base64 -d`, and register that.",
    );
  const expiry = tokenExpiry(token);
  if (expiry !== undefined && expiry <= now)
    refuse(`${label} has a token that expired on ${expiry.toISOString()}.`, serviceAccountRemedy);
  return token;
}

/** Whether it is the base64 of a JWT or of an OAuth token of OpenShift. No token is written so itself. */
function isEncoded(token: string): boolean {
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(token) &&
    /^(eyJ[\w-]+\.[\w-]+\.[\w-]+|sha256~\S+)\s*$/.test(Buffer.from(token, 'base64').toString('latin1'))
  );
}

function readClientCertificate(certificate: string, key: string, label: string, now: Date) {
  const [ofCertificate, ofKey] = [opens(label, 'client-certificate-data'), opens(label, 'client-key-data')];
  const chain = readCertificates(decodeBase64(certificate, ofCertificate), ofCertificate);
  const privateKey = readPrivateKey(decodeBase64(key, ofKey), ofKey);
  if (!chain[0].checkPrivateKey(privateKey))
    refuse(
      `${label} has a client certificate and a client key that do not belong together.`,
      'Register the key that the certificate was issued for.',
    );
  const clientCertificate = toPem(chain);
  const expiry = certificateExpiry(clientCertificate);
  if (expiry === undefined || expiry <= now)
    refuse(
      `${label} has a client certificate that expired on ${expiry?.toISOString() ?? 'no date that can be read'}.`,
      serviceAccountRemedy,
    );
  return { clientCertificate, clientKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
