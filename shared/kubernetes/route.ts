/** The way to an API server, as far as failures describe it. */
export interface Route {
  /** `host:port` of the proxy in between. */
  proxy?: string;
  /** The CA bundle (PEM) that must have signed the API server's certificate; absent: the public roots. */
  authority?: string;
  /** Whether a client certificate is used. */
  showsCertificate?: boolean;
  /** The path in the API server's URL, without a trailing slash; absent if it has none. */
  basePath?: string;
}
