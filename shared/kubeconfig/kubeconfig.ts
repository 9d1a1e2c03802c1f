/**
 * A kubeconfig reduced to what PullPass uses. Only this is stored of what the user sent. PEM fields hold decoded PEM
 * text.
 */
export interface Kubeconfig {
  /** https URL of the API server. */
  server: string;
  /** PEM bundle that replaces Node's roots; absent if a public CA signed the server's certificate. */
  certificateAuthority?: string;
  /** Name to verify the server's certificate against, and to send as SNI. */
  tlsServerName?: string;
  /** http or https URL of a proxy that supports CONNECT. */
  proxyUrl?: string;
  /**
   * UID of its namespace kube-system, according to the maker of the kubeconfig. The record keeps it; see
   * `withoutCluster`.
   */
  cluster?: string;
  credential: { token: string } | { clientCertificate: string; clientKey: string };
}
