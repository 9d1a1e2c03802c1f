import type { Cidr } from '../network/cidr.ts';
import { clusterUidIn } from './clusterUid.ts';
import { readCredential } from './credential.ts';
import { readDocument } from './document.ts';
import { readServer } from './endpoint.ts';
import { type ClusterFields, clusterFields, readFields, userFields } from './fields.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { decodeBase64, readAuthorities, toPem } from './pem.ts';
import { readProxy } from './proxy.ts';
import { refuseForeignSignIn, refuseForeignTrust, refusePlaceholders } from './refusals.ts';
import { opens } from './refuse.ts';
import { select } from './select.ts';
import { readServerName } from './serverName.ts';

export interface ParseOptions {
  /** Default: the kubeconfig's current-context. */
  context?: string | undefined;
  /** The time at which a certificate or token must not have expired. */
  now: Date;
  /** Ranges to allow even if the address rule refuses them. Default: none. */
  allowedCidrs?: readonly Cidr[];
}

/**
 * Reads a kubeconfig that somebody sent, and reduces it to what PullPass uses. Looks only at the chosen context, its
 * cluster and its user. Pure: touches no file, environment, network or process, whatever the text says. Throws a
 * Failure 'kubeconfig' for everything it refuses; the failure quotes no credential.
 */
export function parseKubeconfig(text: string, options: ParseOptions): Kubeconfig {
  const { cluster, user } = select(readDocument(text), options.context);

  const userEntry = readFields(userFields, user.value, user.label);
  refusePlaceholders(userEntry, user.label);
  refuseForeignSignIn(userEntry, user.label);
  const clusterEntry = readFields(clusterFields, cluster.value, cluster.label);
  refusePlaceholders(clusterEntry, cluster.label);
  refuseForeignTrust(clusterEntry, cluster.label);

  const allowedCidrs = options.allowedCidrs ?? [];
  const ofCluster = (field: keyof ClusterFields) => opens(cluster.label, field);
  const server = readServer(clusterEntry.server, cluster.label, allowedCidrs);
  const proxyUrl = readProxy(clusterEntry['proxy-url'], ofCluster('proxy-url'), allowedCidrs);
  const tlsServerName = readServerName(clusterEntry['tls-server-name'], ofCluster('tls-server-name'));
  const authority = clusterEntry['certificate-authority-data'];
  const ofAuthority = ofCluster('certificate-authority-data');
  const credential = readCredential(userEntry, user.label, options.now);
  const uid = clusterUidIn(clusterEntry.extensions);
  return {
    server,
    ...(authority !== undefined && {
      certificateAuthority: toPem(readAuthorities(decodeBase64(authority, ofAuthority), ofAuthority)),
    }),
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(uid !== undefined && { cluster: uid }),
    credential,
  };
}
