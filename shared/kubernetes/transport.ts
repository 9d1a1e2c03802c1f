/** One request to an API server. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below the server's URL, with its query. */
  path: string;
  /** Default: `application/json`. */
  accept?: string | undefined;
  body?: string | undefined;
  /** The type of the body; default: `application/json`. */
  contentType?: string | undefined;
}

/** A successful answer. */
interface ApiAnswer {
  status: number;
  body: string;
}

/** Sends requests to one API server, with its credential. */
export interface Transport {
  /** https URL of the API server, without a trailing slash. */
  server: string;
  /** Rejects with a Failure unless the answer is 2xx. */
  send(request: ApiRequest): Promise<ApiAnswer>;
}
