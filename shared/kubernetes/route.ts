/** The way to an API server, as far as failures tell of it. */
export interface Route {
  /** `host:port` of the proxy in between. */
  proxy?: string;
  /** The CA bundle (PEM) that the API server is held to; absent: the public roots. */
  authority?: string;
  /** Whether a client certificate is shown. */
  showsCertificate?: boolean;
  /** The path in the URL of the API server, without a closing slash; absent: it has none. */
  basePath?: string;
}
