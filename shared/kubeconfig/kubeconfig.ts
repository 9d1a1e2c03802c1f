/**
 * A kubeconfig reduced to what PullPass uses: this, and nothing else of what the user sent, is stored.
 * PEM fields hold decoded PEM text.
 */
export interface Kubeconfig {
  /** https URL of the API server. */
  server: string;
  /** PEM bundle that replaces Node's roots; absent for public endpoints with a public certificate. */
  certificateAuthority?: string;
  /** Name to verify the server's certificate against, and to send as SNI. */
  tlsServerName?: string;
  /** http or https URL of a proxy that supports CONNECT. */
  proxyUrl?: string;
  /** UID of its namespace kube-system, as who made the kubeconfig saw it. The record keeps it; see `withoutCluster`. */
  cluster?: string;
  credential: { token: string } | { clientCertificate: string; clientKey: string };
}
